using System.CommandLine;

namespace DaRec.Cli.Commands;

/// <summary>Options of the verbs that do many runs.</summary>
internal static class SharedOptions
{
    /// <summary>The option <c>--config</c>.</summary>
    public static Option<string> Config() => new("--config")
    {
        HelpName = "FILE.json",
        Description = "Settings of all runs as JSON, as train --out writes them; the command line has the last word.",
    };

    /// <summary>The option <c>--jobs</c>.</summary>
    public static Option<string> Jobs() => new("--jobs")
    {
        HelpName = "N",
        Description = "Runs at a time, each a process of its own, which share the cores. [1]",
    };
}
