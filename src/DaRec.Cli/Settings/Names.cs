using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DaRec.Cli.Settings;

/// <summary>Names as they are typed and as files have them.</summary>
internal static class Names
{
    /// <summary><c>KMeansIterations</c> as <c>k-means-iterations</c>.</summary>
    public static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    /// <summary><c>k-means-iterations</c> as <c>kMeansIterations</c>.</summary>
    public static string Camel(string words) =>
        string.Concat(words.Split('-').Select((word, at) => at == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>The name that a value of an enumeration is typed with.</summary>
    public static string Of(Enum value) => Choices(value.GetType()).Single(choice => choice.Value.Equals(value)).Name;

    /// <summary>The values of an enumeration by the names they are typed with.</summary>
    public static IReadOnlyList<(string Name, object Value)> Choices(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (
            field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? Kebab(field.Name), field.GetValue(null)!))];
}
