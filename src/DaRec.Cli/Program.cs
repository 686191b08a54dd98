using DaRec.Cli;
using DaRec.Cli.Runs;
using Spectre.Console;

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl+C lets the running step end; the second ends the process at once.
    pressed.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
};

ChildProgram.WatchParent(interrupt);
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 160; // no terminal: nothing to wrap for
}

return CliProgram.Run(args, AnsiConsole.Console, Console.Error, interrupt.Token);
