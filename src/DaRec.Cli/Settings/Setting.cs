using System.CommandLine;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DaRec.Cli.Output;

namespace DaRec.Cli.Settings;

/// <summary>A property of a record of settings, as an option of the command line and as a key of the configuration file.</summary>
internal sealed partial class Setting
{
    // What is typed where the property is null.
    private static readonly Dictionary<string, string> NullWords = new()
    {
        [nameof(TrainSettings.Align)] = "auto",
        [nameof(TrainSettings.Batch)] = "auto",
        [nameof(DaRecOptions.SampleSize)] = "all",
        [nameof(DaRecOptions.CollaborativeHiddenWidths)] = "auto",
        [nameof(DaRecOptions.LanguageHiddenWidths)] = "auto",
    };

    private readonly PropertyInfo _property;
    private readonly SettingValue _value;

    private Setting(PropertyInfo property, object defaults, string? summary, string prefix)
    {
        _property = property;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var isNullable = type != property.PropertyType || !type.IsValueType;
        _value = new SettingValue(type, isNullable ? NullWords.GetValueOrDefault(property.Name, "none") : null);
        Default = _value.Format(property.GetValue(defaults));
        Summary = Describe(summary);
        Option = new Option<string>($"--{prefix}{Names.Kebab(property.Name)}")
        {
            HelpName = _value.HelpName,
            Description = $"{Summary} [{Default}]".TrimStart(),
        };
    }

    /// <summary>The option; its value is the text to set.</summary>
    public Option<string> Option { get; }

    /// <summary>What it is, in a sentence.</summary>
    public string Summary { get; }

    /// <summary>The default as it is typed.</summary>
    public string Default { get; }

    /// <summary>The property's name.</summary>
    public string Property => _property.Name;

    /// <summary>The type of its values, without <c>?</c>.</summary>
    public Type ValueType => _value.Type;

    /// <summary>The key in the configuration file.</summary>
    public string Key => Names.Camel(_property.Name);

    /// <summary>One setting for each property of a record that has a type a setting can have.</summary>
    /// <param name="defaults">A record with the values that the help shows.</param>
    /// <param name="prefix">What the options' names start with, behind the hyphens.</param>
    /// <param name="except">Names of properties to leave out.</param>
    public static IReadOnlyList<Setting> Of(object defaults, string prefix = "", params string[] except)
    {
        var summaries = new XmlSummaries(defaults.GetType().Assembly);
        return [.. defaults.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && !except.Contains(property.Name))
            .Select(property => new Setting(property, defaults, summaries.Of(property), prefix))];
    }

    /// <summary>Sets the property of a record that nobody else has yet.</summary>
    /// <param name="target">The record.</param>
    /// <param name="text">The value as it is typed.</param>
    /// <param name="source">Where the text comes from, for the message.</param>
    /// <exception cref="UsageException">The text is no value of this setting.</exception>
    public void Set(object target, string text, string source)
    {
        try
        {
            _property.SetValue(target, _value.Parse(text), BindingFlags.DoNotWrapExceptions, null, null, null);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            var reason = Messages.WithoutParameter(exception).Replace($"Expected {_property.Name} ", "expected ", StringComparison.Ordinal);
            throw new UsageException($"{source} {text}: {reason.TrimEnd('.')}.");
        }
    }

    /// <summary>Sets the property from a value of the configuration file.</summary>
    public void Set(object target, JsonNode? node, string source) => Set(target, _value.FromJson(node), source);

    /// <summary>Whether a value of the configuration file fits, whatever becomes of it.</summary>
    public void Check(object defaults, JsonNode? node, string source) => Set(Records.Copy(defaults), node, source);

    /// <summary>The property's value as the configuration file has it.</summary>
    public JsonNode? ToJson(object settings) => _value.ToJson(_property.GetValue(settings));

    // The summary speaks of null and defaults; the help of what is typed, and has the default behind.
    private string Describe(string? summary)
    {
        var text = TrailingDefault().Replace(summary ?? "", "");
        text = _value.NullWord is null ? text : Null().Replace(text, _value.NullWord);
        return _value.Type == typeof(IReadOnlyList<long>) ? text.Replace("empty is", "none is", StringComparison.Ordinal) : text;
    }

    [GeneratedRegex(@"\s*\bDefault\b(?:(?!\.\s).)*$")]
    private static partial Regex TrailingDefault();

    [GeneratedRegex(@"\bnull\b")]
    private static partial Regex Null();
}
