using DaRec.Cli.Output;
using DaRec.Cli.Runs;
using DaRec.Distributed;
using Spectre.Console;

namespace DaRec.Cli;

/// <summary>What every verb works with.</summary>
/// <param name="Console">Where results go.</param>
/// <param name="Error">Where notes, warnings and errors go.</param>
/// <param name="Cancellation">Set by Ctrl+C.</param>
internal sealed record CliContext(IAnsiConsole Console, TextWriter Error, CancellationToken Cancellation)
{
    /// <summary>How the program calls itself, for runs in processes of their own.</summary>
    public ProgramCall Call { get; init; } = ChildProgram.Call;

    /// <summary>The processes that <c>mpirun</c> started; the first prints and writes. One without it.</summary>
    public ICommunicator Processes { get; init; } = SingleProcess.Instance;

    /// <summary>The clock of waits and of the time left.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether somebody watches, rather than a file or another program.</summary>
    public bool IsTerminal => Console.Profile.Capabilities is { Interactive: true, Ansi: true } && Console.Profile.Out.IsTerminal;

    /// <summary>Where notes, warnings and errors go, without the control characters that files and services may have in them.</summary>
    public TextWriter Error { get; init; } = new PlainTextWriter(Error);

    /// <summary>A line of plain text, whatever its length and characters; those that control a terminal are replaced.</summary>
    public void WriteLine(string line) => Console.Profile.Out.Writer.WriteLine(PlainText.Of(line));
}
