using System.Text.Json.Nodes;

namespace DaRec.Cli.Settings;

/// <summary>A method that a preset lists for a comparison, with what is tuned of it.</summary>
/// <param name="Backbone">The recommender.</param>
/// <param name="Align">The alignment.</param>
/// <param name="Ranges">A range for each setting that is tuned, as <c>tune --search</c> takes it.</param>
internal sealed record ListedMethod(BackboneKind Backbone, AlignmentKind Align, IReadOnlyList<string> Ranges)
{
    /// <summary>Its key in the list.</summary>
    public string Key => KeyOf(Backbone, Align);

    /// <summary>Reads <c>{ "lightgcn": { "layers": "1..4", … }, "lightgcn+darec": { … }, … }</c>.</summary>
    /// <param name="methods">The list.</param>
    /// <param name="path">Where it stands, for messages.</param>
    /// <exception cref="UsageException">A method that does not exist or cannot be aligned, or a range that is no text.</exception>
    public static IReadOnlyList<ListedMethod> Read(JsonObject methods, string path) => methods.Count > 0
        ? [.. methods.Select(method => Read(method.Key, method.Value, path))]
        : throw new UsageException($"{path}: expected at least one method.");

    private static string KeyOf(BackboneKind backbone, AlignmentKind align) =>
        Names.Of(backbone) + (align == AlignmentKind.None ? "" : $"+{Names.Of(align)}");

    private static ListedMethod Read(string key, JsonNode? ranges, string path)
    {
        (BackboneKind Backbone, AlignmentKind Align)[] known =
        [
            .. from backbone in Method.Backbones
               from align in Method.Alignments.Keys
               where backbone.Value.Fit is null || align == AlignmentKind.None
               select (backbone.Key, align),
        ];
        var found = Array.FindIndex(known, method => KeyOf(method.Backbone, method.Align) == key);
        if (found < 0)
        {
            throw new UsageException(
                $"{path}: there is no method \"{key}\"; did you mean " +
                $"\"{Nearest.To(key, known.Select(method => KeyOf(method.Backbone, method.Align)))}\"?");
        }

        var options = ranges as JsonObject
            ?? throw new UsageException($"{path}.{key}: expected an object, {{ \"layers\": \"1..4\", … }}, or {{}} to tune nothing.");
        return new ListedMethod(known[found].Backbone, known[found].Align, [.. options.Select(option => $"{option.Key}={Range(option)}")]);

        string Range(KeyValuePair<string, JsonNode?> option) => option.Value is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw new UsageException($"{path}.{key}.{option.Key}: expected a range as text, \"1..4\" or \"16,32,64\" for one.");
    }
}
