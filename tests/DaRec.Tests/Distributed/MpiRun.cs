using System.Diagnostics;
using System.Text;
using DaRec.Cli.Runs;

namespace DaRec.Tests.Distributed;

/// <summary>The program <c>darec</c> under <c>mpirun</c>.</summary>
internal sealed class MpiRun : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private MpiRun(params (int Size, string[] Arguments)[] parts)
    {
        var start = new ProcessStartInfo("mpirun") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] program = [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", typeof(ChildProgram).Assembly.Location];
        var each = parts.Select(part => (string[])["-n", $"{part.Size}", .. program, .. part.Arguments]);
        foreach (var argument in (string[])["--oversubscribe", .. each.Aggregate((all, part) => [.. all, ":", .. part])])
        {
            start.ArgumentList.Add(argument);
        }

        (start.Environment["OMPI_ALLOW_RUN_AS_ROOT"], start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"]) = ("1", "1");
        start.Environment["OMP_NUM_THREADS"] = "1";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Take;
        _process.ErrorDataReceived += Take;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Why there is none; null where there is one.</summary>
    public static string? Reason { get; } = FindReason();

    /// <summary>Both outputs so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>The processes, without <c>mpirun</c> itself.</summary>
    public IReadOnlyList<int> Children => [.. File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    public static MpiRun Start(int size, params string[] arguments) => new((size, arguments));

    /// <summary>Starts processes with arguments of their own.</summary>
    public static MpiRun Start((int Size, string[] Arguments)[] parts) => new(parts);

    /// <summary>Runs to the end.</summary>
    public static (int ExitCode, string Said) Of(int size, params string[] arguments)
    {
        using var run = Start(size, arguments);
        return (run.WaitForExit(), run.Said);
    }

    public int WaitForExit()
    {
        if (!_process.WaitForExit(Longest))
        {
            throw new TimeoutException($"Expected mpirun to end within {Longest}; it said: {Said}");
        }

        _process.WaitForExit(); // for the rest of what it says
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static string? FindReason()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "mpirun is tested under Linux alone";
        }

        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return paths.Any(path => File.Exists(Path.Combine(path, "mpirun"))) ? null : "there is no mpirun; install openmpi-bin to run this test";
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        lock (_said)
        {
            _said.AppendLine(line.Data);
        }
    }
}
