using System.Globalization;
using System.Text.Json.Nodes;

namespace DaRec.Cli.Settings;

/// <summary>The values of a setting as text and as JSON.</summary>
/// <param name="Type">Their type, without <c>?</c>.</param>
/// <param name="NullWord">What is typed for null; null where the value cannot be.</param>
internal sealed record SettingValue(Type Type, string? NullWord)
{
    private const string NoneWord = "none"; // a list without elements

    /// <summary>Whether they are lists, whose texts have commas within.</summary>
    public bool IsList => Type == typeof(IReadOnlyList<int>);

    /// <summary>What may be typed, for the help.</summary>
    public string HelpName => (Kind(), NullWord) switch
    {
        (var kind, null) => kind,
        (var kind, var word) => $"{kind}|{word}",
    };

    /// <summary>The value of a text; the message of the exception says what was expected.</summary>
    /// <exception cref="FormatException">The text is no such value.</exception>
    public object? Parse(string text)
    {
        if (NullWord is not null && text.Equals(NullWord, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return ParseValue(text) ?? throw new FormatException($"expected {Expectation()}");
    }

    /// <summary>What <see cref="Parse"/> reads.</summary>
    public string Format(object? value) => value switch
    {
        null => NullWord!,
        Enum choice => Names.Of(choice),
        bool flag => flag ? "true" : "false",
        IReadOnlyList<int> { Count: 0 } => NoneWord,
        IReadOnlyList<int> list => string.Join(",", list),
        double number => number.ToString(CultureInfo.InvariantCulture).ToLowerInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The value as the configuration file has it.</summary>
    public JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        Enum => JsonValue.Create(Format(value)),
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        IReadOnlyList<int> list => new JsonArray([.. list.Select(number => JsonValue.Create(number))]),
        _ => throw new NotSupportedException($"A setting of type {Type} has no JSON yet."),
    };

    /// <summary>The text of a value in the configuration file.</summary>
    public string FromJson(JsonNode? node) => node switch
    {
        null => NullWord ?? "null",
        JsonArray { Count: 0 } when IsList => NoneWord,
        JsonArray list when IsList => string.Join(",", list.Select(element => element?.ToJsonString())),
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };

    private object? ParseValue(string text)
    {
        const NumberStyles Whole = NumberStyles.AllowLeadingSign;
        var culture = CultureInfo.InvariantCulture;
        if (Type.IsEnum)
        {
            return Names.Choices(Type).FirstOrDefault(choice => Same(choice.Name, text) || Same(choice.Value.ToString()!, text)).Value;
        }

        return Type switch
        {
            _ when Type == typeof(int) => int.TryParse(text, Whole, culture, out var value) ? value : null,
            _ when Type == typeof(long) => long.TryParse(text, Whole, culture, out var value) ? value : null,
            _ when Type == typeof(double) => double.TryParse(text, NumberStyles.Float, culture, out var value) ? value : null,
            _ when Type == typeof(bool) => bool.TryParse(text, out var value) ? value : null,
            _ when IsList => ParseList(text),
            _ => throw new NotSupportedException($"A setting of type {Type} cannot be typed yet."),
        };
    }

    private static int[]? ParseList(string text)
    {
        if (text.Equals(NoneWord, StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var numbers = new int[parts.Length];
        return parts.Index().All(part => int.TryParse(
            part.Item, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[part.Index])) ? numbers : null;
    }

    private static bool Same(string name, string text) =>
        name.Replace("-", "", StringComparison.Ordinal).Equals(
            text.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private string Kind() => Type switch
    {
        { IsEnum: true } => string.Join('|', Names.Choices(Type).Select(choice => choice.Name)),
        _ when Type == typeof(bool) => "true|false",
        _ when IsList => $"N,N,…|{NoneWord}",
        _ when Type == typeof(double) => "X",
        _ => "N",
    };

    private string Expectation()
    {
        var kind = Type switch
        {
            { IsEnum: true } => "one of " + string.Join(", ", Names.Choices(Type).Select(choice => choice.Name)),
            _ when Type == typeof(bool) => "true or false",
            _ when IsList => "whole numbers with commas between, none",
            _ when Type == typeof(double) => "a number",
            _ => "a whole number",
        };
        return NullWord is null ? kind : $"{kind} or {NullWord}";
    }
}
