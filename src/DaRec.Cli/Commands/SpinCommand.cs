using System.CommandLine;

namespace DaRec.Cli.Commands;

/// <summary>The hidden verb <c>spin</c>: keeps one core busy until the process that started it kills it or ends.</summary>
internal static class SpinCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "spin";

    /// <summary>What it writes once it spins.</summary>
    public const string Ready = "spinning";

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes, and what ends it.</param>
    public static Command Create(CliContext context)
    {
        var command = new Command(Name, "Keeps one core busy; bench starts it.") { Hidden = true };
        command.SetAction(_ =>
        {
            context.WriteLine(Ready);
            while (!context.Cancellation.IsCancellationRequested)
            {
                Thread.SpinWait(1000);
            }
        });
        return command;
    }
}
