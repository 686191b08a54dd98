namespace DaRec.Cli.Benchmarks.Measuring;

/// <summary>One way of doing what is measured.</summary>
/// <param name="Name">Who it is.</param>
/// <param name="Run">Does it once, and gives the seconds by its own account, or null to be timed by the runner's clock.</param>
internal sealed record Contestant(string Name, Func<double?> Run)
{
    /// <summary>A contestant that the runner's clock times.</summary>
    /// <param name="name">Who it is.</param>
    /// <param name="run">Does it once.</param>
    public static Contestant Of(string name, Action run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new Contestant(name, () =>
        {
            run();
            return null;
        });
    }
}
