using System.Text.Json;

namespace DaRec.Text.Onnx;

/// <summary>One of a model's JSON files, and errors that name it.</summary>
internal sealed class ModelJson
{
    private readonly JsonElement _root;

    private ModelJson(string path, JsonElement root) => (Path, _root) = (path, root);

    public string Path { get; }

    /// <summary>The whole file.</summary>
    public JsonElement Root => _root;

    /// <summary>The file, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is not JSON.</exception>
    public static ModelJson? Open(string folder, string name)
    {
        var path = System.IO.Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowTrailingCommas = true });
            return new ModelJson(path, document.RootElement.Clone());
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{path}, line {exception.LineNumber + 1}: expected JSON; {exception.Message} Download the file again.", exception);
        }
    }

    /// <summary>A value by the names that lead to it; null where one is missing or the value is null.</summary>
    public JsonElement? Find(params ReadOnlySpan<string> names) => Find(_root, names);

    public bool? Flag(params ReadOnlySpan<string> names) => Find(names) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Unexpected(names, "true or false", other),
    };

    public int? Number(params ReadOnlySpan<string> names) => Find(names) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value => value.TryGetInt32(out var number) ? number
            : value.GetDouble() >= int.MaxValue ? int.MaxValue : throw Unexpected(names, "a whole number", value), // 1e30 means any
        { } other => throw Unexpected(names, "a whole number", other),
    };

    public string? Text(params ReadOnlySpan<string> names) => Find(names) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { } other => throw Unexpected(names, "a string", other),
    };

    /// <summary>The elements of an array; none where it is missing.</summary>
    public IReadOnlyList<JsonElement> Items(params ReadOnlySpan<string> names) => Find(names) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } value => [.. value.EnumerateArray()],
        { } other => throw Unexpected(names, "an array", other),
    };

    /// <summary>A token, written as a string or as an object that holds it.</summary>
    public string? Token(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Object } => Text(name, "content"),
        _ => Text(name),
    };

    public InvalidDataException Error(string message) => new($"{Path}: {message}");

    public static JsonElement? Find(JsonElement element, params ReadOnlySpan<string> names)
    {
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
        return Error($"expected {expected} at {string.Join('.', names)}; got {(text.Length <= 60 ? text : text[..60] + "…")}.");
    }
}
