using System.CommandLine;

namespace DaRec.Cli.Settings;

/// <summary>Settings as options of the command line.</summary>
internal static class SettingOptions
{
    private const int LongestName = 90; // what is longer would run over a line of the help

    /// <summary>An option for each setting of a record.</summary>
    public static IReadOnlyList<Option<string>> Of(object defaults, IEnumerable<Setting> settings) =>
        [.. settings.Select(setting => Of(setting, setting.Text(defaults)))];

    /// <summary>An option for each setting of any of the methods, with the default of each that has it.</summary>
    public static IReadOnlyList<Option<string>> Shared(IEnumerable<Method> methods)
    {
        var uses = methods.SelectMany(method => method.Settings.Select(setting => (Method: method, Setting: setting)));
        return [.. uses.GroupBy(use => use.Setting.Flag).Select(same => Of(same.First().Setting, Defaults(same)))];

        static string Defaults(IEnumerable<(Method Method, Setting Setting)> same) => string.Join("; ", same
            .GroupBy(use => use.Setting.Text(use.Method.Defaults!), use => use.Method.Key)
            .Select(equal => $"{string.Join(", ", equal)} {equal.Key}"));
    }

    /// <summary>What a command line says of settings.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="options">Their options, as they were made here; what a command has under the same name is another matter.</param>
    public static IEnumerable<SettingText> Typed(
        ParseResult parsed, IEnumerable<Setting> settings, IReadOnlyCollection<Option<string>> options) =>
        from setting in settings
        let text = parsed.GetValue(options.First(option => option.Name == setting.Flag))
        where text is not null
        select new SettingText(setting, text, setting.Flag);

    private static Option<string> Of(Setting setting, string defaults) => setting.Value.HelpName is { Length: > LongestName } names
        ? Option(setting, "NAME", $"{setting.Help} One of {names.Replace("|", ", ", StringComparison.Ordinal)}. [{defaults}]")
        : Option(setting, setting.Value.HelpName, $"{setting.Help} [{defaults}]");

    private static Option<string> Option(Setting setting, string name, string description) =>
        new(setting.Flag) { HelpName = name, Description = description };
}
