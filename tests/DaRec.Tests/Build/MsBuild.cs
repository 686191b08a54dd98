using System.Diagnostics;

namespace DaRec.Tests.Build;

/// <summary>Builds made-up projects in a process of its own.</summary>
internal static class MsBuild
{
    /// <summary>Builds <c>Program.proj</c>, and returns the exit code and what MSBuild prints at its usual verbosity.</summary>
    /// <param name="folder">Where the project is.</param>
    /// <param name="arguments">What else is typed.</param>
    public static (int ExitCode, string Output) Run(string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet", ["msbuild", "-nologo", "-nodeReuse:false", "-v:minimal", "Program.proj", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name); // of the MSBuild that runs these tests
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
