using System.Text.Json;

namespace DaRec.Text.Records;

/// <summary>Values of JSON as texts.</summary>
internal static class JsonText
{
    /// <summary>What is wrong with a string or a name that cannot be decoded.</summary>
    public const string HalfCharacter = "expected text in Unicode, got half a character, such as \\ud800 alone";

    /// <summary>A string, a number as it is written, or the elements of an array with commas between; null for null.</summary>
    /// <exception cref="InvalidDataException">Another kind of value, or half a character.</exception>
    public static string? Of(JsonElement value, string key, Func<string, InvalidDataException> error)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Null => null,
                JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(element => Of(element, key, error))),
                JsonValueKind.Number => value.GetRawText(),
                _ => throw error($"expected a string with the key \"{key}\", got {value.ValueKind.ToString().ToLowerInvariant()}"),
            };
        }
        catch (InvalidOperationException)
        {
            throw error(HalfCharacter);
        }
    }
}
