using System.Text.Json;
using DaRec.Internal;

namespace DaRec.Text.Onnx;

/// <summary>A value of one of a model's JSON files, and errors that name the file; reading it throws nothing but those.</summary>
internal sealed class ModelJson
{
    private const int ShownCharacters = 60;

    private static readonly JsonDocumentOptions Format = new() { AllowTrailingCommas = true, AllowDuplicateProperties = false };

    private readonly JsonElement _root;

    private ModelJson(string path, JsonElement root) => (Path, _root) = (path, root);

    public string Path { get; }

    /// <summary>The file, or null where there is none.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="kind">What the file must hold.</param>
    /// <exception cref="InvalidDataException">It is not JSON, holds text that is no Unicode, or a value of another kind.</exception>
    public static ModelJson? Open(string folder, string name, JsonValueKind kind = JsonValueKind.Object)
    {
        var path = System.IO.Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Format);
            UnicodeJson.Check(document.RootElement);
            var json = new ModelJson(path, document.RootElement.Clone());
            return json._root.ValueKind == kind
                ? json
                : throw json.Unexpected([], kind == JsonValueKind.Array ? "an array" : "an object", json._root);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{path}, line {(exception.LineNumber ?? 0) + 1}: expected JSON; {exception.Message} Download the file again.", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidDataException(
                $"{path}: expected text in Unicode, got half a character or bytes that are no UTF-8. Download the file again.", exception);
        }
    }

    /// <summary>Whether there is a value that is not null under the names.</summary>
    public bool Has(params ReadOnlySpan<string> names) => Find(names) is not null;

    public bool? Flag(params ReadOnlySpan<string> names) => Find(names) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Unexpected(names, "true or false", other),
    };

    /// <summary>A whole number; one beyond int is the largest int, since 1e30 means any.</summary>
    public int? Number(params ReadOnlySpan<string> names) => Find(names) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value => value.TryGetInt32(out var number) ? number
            : value.GetDouble() >= int.MaxValue ? int.MaxValue : throw Unexpected(names, "a whole number", value),
        { } other => throw Unexpected(names, "a whole number", other),
    };

    /// <summary>The number of a token, ≥ 0.</summary>
    public int? Id(params ReadOnlySpan<string> names) => Find(names) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var id) && id >= 0 => id,
        { } other => throw Unexpected(names, "the number of a token, 0, 1, 2, …,", other),
    };

    public string? Text(params ReadOnlySpan<string> names) => Find(names) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { } other => throw Unexpected(names, "a string", other),
    };

    /// <summary>The elements of an array; none where it is missing.</summary>
    public IReadOnlyList<ModelJson> Items(params ReadOnlySpan<string> names) => Find(names) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } value => [.. value.EnumerateArray().Select(element => new ModelJson(Path, element))],
        { } other => throw Unexpected(names, "an array", other),
    };

    /// <summary>The members of an object by name; null where it is missing.</summary>
    public IReadOnlyDictionary<string, ModelJson>? Members(params ReadOnlySpan<string> names) => Find(names) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => value.EnumerateObject()
            .ToDictionary(member => member.Name, member => new ModelJson(Path, member.Value), StringComparer.Ordinal),
        { } other => throw Unexpected(names, "an object", other),
    };

    /// <summary>A token, written as a string or as an object that holds it; never empty.</summary>
    public string? Token(string name) => (Find(name) is { ValueKind: JsonValueKind.Object } ? Text(name, "content") : Text(name)) switch
    {
        "" => throw Error($"expected a token at {name}, got an empty string."),
        var token => token,
    };

    public InvalidDataException Error(string message) => new($"{Path}: {message}");

    private JsonElement? Find(params ReadOnlySpan<string> names)
    {
        var element = _root;
        foreach (var name in names)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    private InvalidDataException Unexpected(ReadOnlySpan<string> names, string expected, JsonElement got)
    {
        var text = got.GetRawText();
        var place = names.IsEmpty ? "" : $" at {string.Join('.', names)}";
        return Error($"expected {expected}{place}; got {(text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…")}.");
    }
}
