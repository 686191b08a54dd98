using DaRec.Cli.Runs;
using Spectre.Console;

using var interrupt = new CancellationTokenSource();
using var interrupts = new Interrupts(interrupt);
ChildProgram.WatchParent(interrupt);
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 160; // no terminal: nothing to wrap for
}

return interrupts.ExitCode(LaunchedProgram.Run(args, AnsiConsole.Console, Console.Error, interrupt.Token));
