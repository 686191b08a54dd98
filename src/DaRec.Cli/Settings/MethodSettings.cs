using System.CommandLine;
using System.Text.Json.Nodes;

namespace DaRec.Cli.Settings;

/// <summary>The options of one recommender or alignment.</summary>
/// <param name="Method">What they belong to.</param>
/// <param name="Settings">One for each property of its record.</param>
internal sealed record MethodSettings(Method Method, IReadOnlyList<Setting> Settings)
{
    /// <summary>Those of a method, with the options' names prefixed.</summary>
    public static MethodSettings Of(Method method, string prefix = "") =>
        new(method, method.Defaults is null ? [] : Setting.Of(method.Defaults, prefix));

    /// <summary>Sets what the command line says, on a record that nobody else has yet.</summary>
    public void Apply(ParseResult parsed, object target)
    {
        foreach (var setting in Settings)
        {
            if (Typed(parsed, setting) is { } text)
            {
                setting.Set(target, text, setting.Option.Name);
            }
        }
    }

    /// <summary>The options as a section of the configuration file.</summary>
    public JsonObject ToJson(object values)
    {
        var json = new JsonObject();
        foreach (var setting in Settings)
        {
            json[setting.Key] = setting.ToJson(values);
        }

        return json;
    }

    // By name: recommenders share an option, of which the command knows one.
    private static string? Typed(ParseResult parsed, Setting setting) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == setting.Option.Name) is Option<string> option
            ? parsed.GetValue(option)
            : null;
}
