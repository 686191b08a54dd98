using System.Runtime.InteropServices;

namespace DaRec.Cli.Runs;

/// <summary>Signals that end the program: the first lets it end what is under way, a second ends the process at once.</summary>
internal sealed class Interrupts : IDisposable
{
    private static readonly (PosixSignal Signal, int Number)[] Signals =
        [(PosixSignal.SIGHUP, 1), (PosixSignal.SIGINT, 2), (PosixSignal.SIGQUIT, 3), (PosixSignal.SIGTERM, 15)];

    private readonly PosixSignalRegistration[] _registrations;
    private int _number;

    /// <summary>Listens from now on.</summary>
    /// <param name="source">Cancelled by the first signal.</param>
    public Interrupts(CancellationTokenSource source)
    {
        _registrations = [.. Signals.Where(signal => !IsIgnored(signal.Number)).Select(signal => PosixSignalRegistration.Create(signal.Signal, context =>
        {
            context.Cancel = Interlocked.CompareExchange(ref _number, signal.Number, 0) == 0;
            if (context.Cancel)
            {
                source.Cancel();
            }
        }))];
    }

    /// <summary>What the process ends with: after an interrupted run 128 and the signal's number, as shells have it.</summary>
    public int ExitCode(int code) => code == CliProgram.Interrupted && _number != 0 ? 128 + _number : code;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    // nohup starts programs with SIGHUP ignored, and means it.
    private static bool IsIgnored(int number)
    {
        const string Field = "SigIgn:";
        if (!OperatingSystem.IsLinux() || !File.Exists("/proc/self/status"))
        {
            return false;
        }

        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
        return line is not null && (Convert.ToUInt64(line[Field.Length..].Trim(), 16) >> (number - 1) & 1) != 0;
    }
}
