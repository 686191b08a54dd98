using System.Diagnostics;
using DaRec.Cli.Commands;
using DaRec.Cli.Runs;

namespace DaRec.Cli.Benchmarks.Measuring;

/// <summary>Another process that keeps one core busy while this object lives.</summary>
internal sealed class BusyNeighbour : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it, and returns when it spins.</summary>
    public BusyNeighbour()
    {
        _process = ChildProgram.Start([SpinCommand.Name]);
        if (_process.StandardOutput.ReadLine() != SpinCommand.Ready)
        {
            var error = _process.StandardError.ReadToEnd();
            Dispose();
            throw new InvalidOperationException($"The busy neighbour did not start: {error}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
