using System.CommandLine;
using DaRec.Cli.Output;
using static TorchSharp.torch;

namespace DaRec.Cli.Commands;

/// <summary>Options that several verbs have.</summary>
internal static class SharedOptions
{
    private const string UsualSeeds = "2023,2024,2025";

    /// <summary>The option <c>--config</c>.</summary>
    public static Option<string> Config() => new("--config")
    {
        HelpName = "FILE.json",
        Description = "Settings of all runs as JSON, as train --out writes them; the command line overrules them.",
    };

    /// <summary>The option <c>--seeds</c>.</summary>
    /// <param name="what">What is trained with each.</param>
    public static Option<string> Seeds(string what) => new("--seeds")
    {
        HelpName = "N,…",
        Description = $"Seeds that each {what} is trained with. [{UsualSeeds}]",
    };

    /// <summary>The seeds that were asked for.</summary>
    /// <exception cref="UsageException">They are no whole numbers, or one is there twice.</exception>
    public static IReadOnlyList<int> SeedsOf(ParseResult parsed, Option<string> seeds) =>
        Arguments.Seeds(parsed.GetValue(seeds) ?? UsualSeeds, seeds.Name);

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

    /// <summary>The option <c>--device</c>.</summary>
    /// <param name="unlessTyped">The device where the option is not typed.</param>
    public static Option<string> Device(string unlessTyped = "auto") => new("--device")
    {
        HelpName = "cpu|cuda|cuda:N|auto",
        Description = "Where libtorch computes: the processor, the first GPU, or the GPU of number N from 0; auto takes the first GPU " +
            $"where there is one, else the processor. A GPU needs a program built with -p:TorchBackend=cuda. [{unlessTyped}]",
    };

    /// <summary>The device that was asked for.</summary>
    /// <exception cref="UsageException">There is no such device; the message, of one line, says what is missing.</exception>
    public static Device DeviceOf(ParseResult parsed, Option<string> device, string unlessTyped = "auto")
    {
        var text = parsed.GetValue(device) ?? unlessTyped;
        try
        {
            return TorchDevice.Parse(text);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new UsageException($"{device.Name} {text}: {Messages.WithoutParameter(exception)}");
        }
    }

    /// <summary>A GPU as the end of a sentence; nothing for the processor, which goes without saying.</summary>
    public static string Named(Device? device) => device is null or { type: TorchSharp.DeviceType.CPU } ? "" : $", on {device}";

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
