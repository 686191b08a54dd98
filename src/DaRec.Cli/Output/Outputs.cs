using DaRec.Cli.Runs;

namespace DaRec.Cli.Output;

/// <summary>Opens what a run will write, before it works.</summary>
internal static class Outputs
{
    /// <summary>What <paramref name="open"/> makes of the path, or null without a path.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static T? Open<T>(string? path, string option, Func<string, T> open)
        where T : class
    {
        try
        {
            return path is null ? null : open(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var reason = IsFolder<T>() && File.Exists(path) ? "that is a file; expected a folder." : Messages.Of(exception);
            throw new UsageException($"{option} {path} cannot be written: {reason}");
        }
    }

    private static bool IsFolder<T>() =>
        typeof(T) == typeof(OutputFolder) || typeof(T) == typeof(RunFolder) || typeof(T) == typeof(DirectoryInfo);
}
