using System.Globalization;
using DaRec.Cli.Measuring;
using DaRec.Diagnostics.Theorems;

namespace DaRec.Cli.Output;

/// <summary>What <c>theorems</c> found.</summary>
/// <param name="Command">How it was called.</param>
/// <param name="Machine">What it ran on.</param>
/// <param name="First">Theorem 1: the paper's bound first, then wrong ones.</param>
/// <param name="Planted">Settings of theorem 2.</param>
/// <param name="Second">Theorem 2, a result for each task.</param>
internal sealed record TheoremsReport(
    string Command,
    MachineDescription Machine,
    IReadOnlyList<Theorem1Report> First,
    Theorem2Options Planted,
    IReadOnlyList<Theorem2Result> Second)
{
    /// <summary>What must not be: a counterexample to the theorem, or none to a wrong bound.</summary>
    public IEnumerable<string> Failures => First.Index().Where(one => one.Item.Holds != (one.Index == 0)).Select(one => one.Index == 0
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"theorem 1 has {one.Item.Violations} counterexamples, the strongest by {-one.Item.SmallestSlackBits:g3} bits.")
        : $"the wrong bound {one.Item.Bound.Name} has no counterexample among {one.Item.Count} distributions; try more of them.");
}
