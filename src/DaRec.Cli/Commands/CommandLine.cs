using System.CommandLine;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Commands;

/// <summary>A command for a report.</summary>
internal static class CommandLine
{
    /// <summary>What was typed, in the help's order, without the places of files, which are nobody else's.</summary>
    public static string Of(Verb verb, ParseResult parsed) => string.Join(' ', verb.Groups
        .SelectMany(group => group.Options)
        .Where(option => parsed.GetResult(option) is { Implicit: false })
        .SelectMany(option => Words(option, [.. parsed.GetResult(option)!.Tokens.Select(token => token.Value)]))
        .Prepend($"darec {verb.Name}"));

    private static IEnumerable<string> Words(Option option, IReadOnlyList<string> values) => values.Count == 0
        ? [option.Name]
        : values.Select(value => $"{option.Name} {Shown(option, value)}");

    private static string Shown(Option option, string value) => option.HelpName switch
    {
        "DIR" => "DIR",
        { } name when name.EndsWith("FILE.json", StringComparison.Ordinal) && !PresetFolder.Names.Contains(value) => "FILE.json",
        _ => value,
    };
}
