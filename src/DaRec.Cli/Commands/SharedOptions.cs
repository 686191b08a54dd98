using System.CommandLine;
using static TorchSharp.torch;

namespace DaRec.Cli.Commands;

/// <summary>Options that several verbs have.</summary>
internal static class SharedOptions
{
    /// <summary>The option <c>--config</c>.</summary>
    public static Option<string> Config() => new("--config")
    {
        HelpName = "FILE.json",
        Description = "Settings of all runs as JSON, as train --out writes them; the command line overrules them.",
    };

    /// <summary>The option <c>--jobs</c>.</summary>
    public static Option<string> Jobs() => new("--jobs")
    {
        HelpName = "N",
        Description = "Runs at the same time, each a process of its own, at least 1; they share the threads. [1]",
    };

    /// <summary>The option <c>--threads</c>.</summary>
    public static Option<string> Threads() => new("--threads")
    {
        HelpName = "N",
        Description = "Threads to compute with, at least 1. Type fewer where other programs keep the cores busy: threads wait for each " +
            "other. [one for each physical core]",
    };

    /// <summary>Computes with as many threads as were asked for.</summary>
    /// <exception cref="UsageException">It is no whole number ≥ 1.</exception>
    public static void SetThreads(ParseResult parsed, Option<string> threads)
    {
        if (parsed.GetValue(threads) is { } text)
        {
            set_num_threads(Arguments.Count(text, threads.Name));
        }
    }
}
