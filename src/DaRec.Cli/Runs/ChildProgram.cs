using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using TorchSharp;

namespace DaRec.Cli.Runs;

/// <summary>This program as a process of its own: its peak of memory is its own, and its crash takes nothing along.</summary>
internal static class ChildProgram
{
    // A child's input is a pipe that its parent never writes to: its end is the parent's, however that came, kill -9 included.
    private const string EndsWithInput = "DAREC_ENDS_WITH_INPUT";
    private const string ThreadsVariable = "OMP_NUM_THREADS";

    /// <summary>Threads of each of this many processes, so that together they have no more than this one computes with.</summary>
    public static int Threads(int jobs) => Math.Max(1, torch.get_num_threads() / jobs);

    /// <summary>A <see cref="ProgramCall"/>.</summary>
    public static ProgramEnd Call(IReadOnlyList<string> arguments, int jobs, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var child = Process.Start(Description(arguments, jobs))!;
        using var ending = cancellation.Register(() => child.Kill(entireProcessTree: true));
        var (output, error) = (child.StandardOutput.ReadToEndAsync(CancellationToken.None), child.StandardError.ReadToEnd());
        output.Wait(CancellationToken.None);
        child.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return new ProgramEnd(child.ExitCode, error);
    }

    /// <summary>Starts a call that runs beside this process until it is killed or this process ends.</summary>
    public static Process Start(IReadOnlyList<string> arguments) => Process.Start(Description(arguments, jobs: 1))!;

    /// <summary>In a child: interrupts it when its parent has gone.</summary>
    public static void WatchParent(CancellationTokenSource interrupt)
    {
        if (Environment.GetEnvironmentVariable(EndsWithInput) != "1")
        {
            return;
        }

        var watch = new Thread(Watch) { IsBackground = true };
        watch.Start();

        void Watch()
        {
            using var input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0)
            {
            }

            try
            {
                interrupt.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // Both ended at once.
            }
        }
    }

    private static ProcessStartInfo Description(IReadOnlyList<string> arguments, int jobs)
    {
        var (program, first) = Place();
        var start = new ProcessStartInfo(program, [.. first, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[EndsWithInput] = "1";
        start.Environment[ThreadsVariable] = Threads(jobs).ToString(CultureInfo.InvariantCulture);
        if (jobs > 1)
        {
            // Threads that spin while they wait take the cores from the other processes: ten times slower, not two.
            start.Environment["OMP_WAIT_POLICY"] = "passive";
        }

        return start;
    }

    // The launcher where it was started, else .NET's with this assembly: so it is with dotnet run, dotnet DaRec.Cli.dll and in tests.
    private static (string Program, string[] First) Place()
    {
        var own = typeof(ChildProgram).Assembly;
        var process = Environment.ProcessPath;
        var isDotnet = Path.GetFileNameWithoutExtension(process) == "dotnet";
        return process is not null && !isDotnet && Assembly.GetEntryAssembly() == own
            ? (process, [])
            : (isDotnet ? process! : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", own.Location]);
    }
}
