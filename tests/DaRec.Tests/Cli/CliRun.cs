using DaRec.Cli;
using DaRec.Cli.Runs;
using Spectre.Console;

namespace DaRec.Tests.Cli;

/// <summary>What a call of the program came to.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static CliRun Of(params string[] args) => Of(CancellationToken.None, args);

    public static CliRun Of(CancellationToken cancellation, params string[] args) => Of(ChildProgram.Call, cancellation, args);

    public static CliRun Of(ProgramCall call, CancellationToken cancellation, params string[] args) =>
        Of(call, TimeProvider.System, args, cancellation);

    public static CliRun Of(TimeProvider clock, CancellationToken cancellation, params string[] args) =>
        Of(ChildProgram.Call, clock, args, cancellation);

    /// <summary>Writes what it shows into a writer that looks at it on the way.</summary>
    public static CliRun Into(StringWriter output, CancellationToken cancellation, params string[] args) =>
        Of(output, ChildProgram.Call, TimeProvider.System, args, cancellation);

    private static CliRun Of(ProgramCall call, TimeProvider clock, string[] args, CancellationToken cancellation)
    {
        using var output = new StringWriter();
        return Of(output, call, clock, args, cancellation);
    }

    private static CliRun Of(StringWriter output, ProgramCall call, TimeProvider clock, string[] args, CancellationToken cancellation)
    {
        using var error = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 160;
        var exitCode = CliProgram.Run(args, new CliContext(console, error, cancellation) { Call = call, Clock = clock });
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }
}
