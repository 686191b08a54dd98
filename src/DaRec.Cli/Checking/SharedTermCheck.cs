using System.Diagnostics;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Distributed;
using DaRec.Internal;
using DaRec.Losses;
using static TorchSharp.torch;

namespace DaRec.Cli.Checking;

/// <summary>A term over pairs of rows on one process and shared by all, in turns: value, gradient, and the gradient's sum.</summary>
internal sealed class SharedTermCheck
{
    /// <summary>What is measured.</summary>
    public required string Name { get; init; }

    /// <summary>Median seconds on process 0, while the others wait.</summary>
    public required double Alone { get; init; }

    /// <summary>Median seconds on all.</summary>
    public required double Shared { get; init; }

    /// <summary>Median of the ratios of neighbouring measurements.</summary>
    public required double Ratio { get; init; }

    /// <summary>Largest difference of value and gradient between both, relative to the value and to the largest number of the gradient.</summary>
    public required double Difference { get; init; }

    /// <summary>The terms over all pairs; called by all processes, whose figures but process 0's mean nothing.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="rows">n.</param>
    /// <param name="width">d, and a width of texts of twice that.</param>
    /// <param name="repeats">How often each is measured.</param>
    /// <param name="cancellation">Ends between two measurements.</param>
    public static IEnumerable<SharedTermCheck> All(ICommunicator processes, long rows, long width, int repeats, CancellationToken cancellation)
    {
        using var texts = RandomRows.Texts(rows, 2 * width, seed: 2);
        (string Name, Func<ICommunicator?, Func<Tensor, Tensor>> Create)[] terms =
        [
            ("uniformity", communicator => new UniformityLoss(communicator: communicator).call),
            ("neighbourhoods", communicator => leaf => new NeighborhoodStructureLoss(communicator: communicator).call(leaf, texts)),
            ("global structure", communicator => leaf => new GlobalStructureLoss(communicator: communicator).call(leaf, texts)),
        ];
        foreach (var (name, create) in terms)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Of(name, create(null), create(processes), processes, (rows, width, repeats));
        }
    }

    private static SharedTermCheck Of(
        string name, Func<Tensor, Tensor> alone, Func<Tensor, Tensor> shared, ICommunicator processes, (long Rows, long Width, int Repeats) sizes)
    {
        using var scope = NewDisposeScope();
        var leaf = RandomRows.Leaf(sizes.Rows, sizes.Width, seed: 1);
        var (ones, alls, difference) = (new List<double>(), new List<double>(), 0.0);
        for (var repeat = 0; repeat <= sizes.Repeats; repeat++)
        {
            using var turn = NewDisposeScope();
            processes.Barrier();
            var (value, gradient, seconds) = processes.Rank == 0 ? Measure(alone, leaf, null) : default;
            processes.Barrier();
            var (sharedValue, sharedGradient, sharedSeconds) = Measure(shared, leaf, processes);
            if (processes.Rank == 0)
            {
                difference = Math.Max(
                    Math.Abs(sharedValue - value) / Math.Abs(value),
                    HostReads.ToDouble(sharedGradient.sub(gradient!).abs().max()) / HostReads.ToDouble(gradient!.abs().max()));
            }

            if (repeat > 0) // the first warms up
            {
                ones.Add(seconds);
                alls.Add(sharedSeconds);
            }
        }

        return new SharedTermCheck
        {
            Name = name,
            Alone = Median(ones),
            Shared = Median(alls),
            Ratio = Median(ones.Zip(alls, (one, all) => one / all)),
            Difference = difference,
        };
    }

    private static (double Value, Tensor Gradient, double Seconds) Measure(Func<Tensor, Tensor> term, Tensor leaf, ICommunicator? processes)
    {
        var start = Stopwatch.GetTimestamp();
        var value = term(leaf);
        leaf.grad = null;
        value.backward();
        processes?.SumGradients([leaf]);
        return (HostReads.ToDouble(value), leaf.grad!.clone(), Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
