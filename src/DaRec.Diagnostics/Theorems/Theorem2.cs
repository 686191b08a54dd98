using DaRec.Diagnostics.Information;
using static TorchSharp.torch;

namespace DaRec.Diagnostics.Theorems;

/// <summary>Measures on planted data what disentangled and plainly aligned representations hold.</summary>
/// <remarks>
/// PAPER theorem 2: for a task R, the disentangled representation Ê holds more of what is relevant, and less of what is not, than a
/// representation Ẽ aligned without disentangling,
/// <code>I(Ê;R) ≥ I(Ẽ;R),  H(Ê|R) ≤ H(Ẽ|R)</code>
/// It is no theorem about any Ê and Ẽ: a training decides what they are, so this measures and does not prove. Both sides D and D′ are random
/// mixtures of factors that are known, four shared and four of each side alone. Representations of the same width are trained with the
/// library's own losses beside the task's cross-entropy, and probed on other rows. Probes give lower bounds. H(·|R) of continuous rows
/// changes with their scale and is no measure of content; what stands for it is the information about factors that R does not depend on.
/// Cost: about a minute with the defaults, most of it the trainings.
/// </remarks>
/// <example>
/// <code>
/// foreach (var result in Theorem2.Run())
/// {
///     Console.WriteLine(string.Join('\n', result.Summary));
/// }
/// </code>
/// </example>
public static class Theorem2
{
    // There are some hundred probes.
    private static readonly ProbeOptions Probe = new() { FoldCount = 3, Ridges = [0.1, 0.01, 0.001] };

    /// <summary>Trains and measures for each task.</summary>
    /// <param name="options">Settings; null takes the defaults.</param>
    public static IReadOnlyList<Theorem2Result> Run(Theorem2Options? options = null) => Run(options ?? new Theorem2Options(), CancellationToken.None);

    internal static IReadOnlyList<Theorem2Result> Run(Theorem2Options options, CancellationToken cancellation) =>
        [.. Enum.GetValues<Theorem2Task>().Select(task => Run(task, options, cancellation))];

    private static Theorem2Result Run(Theorem2Task task, Theorem2Options options, CancellationToken cancellation)
    {
        var methods = Enum.GetValues<Theorem2Method>();
        var figures = methods.ToDictionary(method => method, _ => new List<(double Relevant, double Irrelevant)>());
        for (var run = 0; run < options.SeedCount; run++)
        {
            var seed = unchecked(options.Seed + run);
            using var generator = new Generator((ulong)seed);
            var (train, measured) = PlantedFactors.Draw(options.RowCount, options.Noise, generator);
            using (train)
            using (measured)
            {
                foreach (var method in methods)
                {
                    cancellation.ThrowIfCancellationRequested();
                    figures[method].Add(Measure(method, task, train, measured, options, seed));
                }
            }
        }

        var (ours, theirs) = (figures[Theorem2Method.Disentangled], figures[Theorem2Method.Aligned]);
        return new Theorem2Result(
            task,
            [
                .. methods.Select(method => new Theorem2Measurement(
                    method,
                    new MeanInterval([.. figures[method].Select(figure => figure.Relevant)]),
                    new MeanInterval([.. figures[method].Select(figure => figure.Irrelevant)]))),
            ],
            new MeanInterval([.. ours.Zip(theirs, (one, other) => one.Relevant - other.Relevant)]),
            new MeanInterval([.. ours.Zip(theirs, (one, other) => one.Irrelevant - other.Irrelevant)]));
    }

    private static (double Relevant, double Irrelevant) Measure(
        Theorem2Method method, Theorem2Task task, PlantedFactors train, PlantedFactors measured, Theorem2Options options, int seed)
    {
        var labels = train.Labels(task);
        using var training = new RepresentationTraining(method, options, labels.Max() + 1, seed);
        training.Fit(train, labels);
        using var rows = training.Represent(measured);
        var probe = new ProbeEstimator(Probe);

        // The three signs are independent, so that what is known of each adds up to no more than what is known of all.
        return (probe.Estimate(rows, measured.Labels(task)).Bits, measured.Irrelevant.Sum(signs => probe.Estimate(rows, signs).Bits));
    }
}
