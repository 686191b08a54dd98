using DaRec.Cli.Runs;

namespace DaRec.Tests.Cli;

/// <summary>The program called within the test's process, with a note of each call.</summary>
internal sealed class ProgramCalls
{
    private readonly List<IReadOnlyList<string>> _all = [];

    /// <summary>The arguments of each call.</summary>
    public IReadOnlyList<IReadOnlyList<string>> All => _all;

    /// <summary>Makes the calls fail for which it says so.</summary>
    public Predicate<IReadOnlyList<string>> Fails { get; set; } = _ => false;

    /// <summary>Told of each call before it works.</summary>
    public Action? Called { get; set; }

    /// <summary>Calls the program with a verb whose runs are called here.</summary>
    public CliRun Run(params string[] args) => Run(CancellationToken.None, args);

    /// <summary>The same, to be interrupted.</summary>
    public CliRun Run(CancellationToken cancellation, params string[] args) => CliRun.Of(Call, cancellation, args);

    private ProgramEnd Call(IReadOnlyList<string> arguments, int jobs, CancellationToken cancellation)
    {
        lock (_all)
        {
            _all.Add(arguments);
        }

        Called?.Invoke();
        if (Fails(arguments))
        {
            return new ProgramEnd(1, "warning: something else.\ndarec: The loss became NaN.\n");
        }

        var run = CliRun.Of(cancellation, [.. arguments]);
        return new ProgramEnd(run.ExitCode, run.Error);
    }
}
