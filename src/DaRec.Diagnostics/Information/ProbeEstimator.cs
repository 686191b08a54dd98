using static TorchSharp.torch;

namespace DaRec.Diagnostics.Information;

/// <summary>Bounds from below what a table of numbers tells of a label, by how well a linear probe predicts it.</summary>
/// <remarks>
/// <code>I(x;Y) ≥ H(Y) − CE,  CE = −1/n Σᵢ log q(yᵢ|xᵢ)</code>
/// q is a multinomial logistic regression with a ridge, and each row is predicted by one that was fitted without it. The ridge is chosen
/// within the training rows. Any q gives a lower bound, up to the error of a mean over n rows (<see cref="ProbeEstimate.StandardErrorBits"/>);
/// H(Y) of frequencies is too low by about (c − 1) / (2 n ln 2) bits. How far the bound lies below the truth is not known: what a linear map
/// cannot read counts as absent. Unlike neighbours, a probe copes with wide tables. Columns are standardized, so that their units do not
/// matter; other linear maps change what the ridge does, by little. The folds depend on the order of the rows and the seed.
/// Cost: O(n d c) an evaluation, some hundreds of them a fold.
/// </remarks>
/// <example>
/// <code>
/// var estimate = new ProbeEstimator().Estimate(itemEmbeddings, categories);    // (n, d) and n labels
/// Console.WriteLine($"at least {estimate.Bits:f2} of {estimate.LabelEntropyBits:f2} bits");
/// </code>
/// </example>
public sealed class ProbeEstimator
{
    private readonly ProbeOptions _options;

    /// <summary>Creates the estimator.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public ProbeEstimator(ProbeOptions? options = null) => _options = options ?? new ProbeOptions();

    /// <summary>A lower bound of I(x; Y).</summary>
    /// <param name="rows">x, shape (n, d).</param>
    /// <param name="labels">Y of the rows, any whole numbers.</param>
    /// <exception cref="ArgumentException">
    /// No matrix, another number of labels, a single class, a class with fewer rows than folds, or a row with NaN or infinity; the message
    /// names the row or the class.
    /// </exception>
    public ProbeEstimate Estimate(Tensor rows, IReadOnlyList<int> labels)
    {
        var x = HostRows.Of(rows, nameof(rows));
        var codes = LabelCodes.Of(labels, x.Count, nameof(labels));
        var folds = StratifiedFolds.Deal(codes, _options.FoldCount, _options.Seed, nameof(labels));
        var (losses, ridges, right) = (new double[x.Count], new double[_options.FoldCount], 0);
        for (var fold = 0; fold < _options.FoldCount; fold++)
        {
            int[] train = [.. Enumerable.Range(0, x.Count).Where(row => folds[row] != fold)];
            int[] test = [.. Enumerable.Range(0, x.Count).Where(row => folds[row] == fold)];
            var columns = new StandardColumns(x, train);
            (ridges[fold], var weights) = Fit(columns, codes, train);
            var logs = new LogisticRegression(columns.Of(test), [.. test.Select(row => codes.Codes[row])], codes.Count).LogProbabilities(weights);
            for (var at = 0; at < test.Length; at++)
            {
                var own = logs.AsSpan(at * codes.Count, codes.Count);
                var label = codes.Codes[test[at]];
                losses[test[at]] = -own[label];
                right += IsLargest(own, label) ? 1 : 0;
            }
        }

        return new ProbeEstimate(codes.EntropyNats, losses, (double)right / x.Count, ridges);
    }

    private static bool IsLargest(ReadOnlySpan<double> values, int at)
    {
        foreach (var value in values)
        {
            if (value > values[at])
            {
                return false;
            }
        }

        return true;
    }

    // From the strongest ridge on, each fit from the one before; the best on rows that are held out, then again on all.
    private (double Ridge, double[] Weights) Fit(StandardColumns columns, LabelCodes codes, int[] rows)
    {
        var (fit, choose) = StratifiedFolds.Split(rows, codes.Codes, _options.Seed);
        var (best, ridge, start) = (double.PositiveInfinity, _options.Ridges[0], default(double[]));
        if (choose.Length > 0 && _options.Ridges.Count > 1)
        {
            var regression = new LogisticRegression(columns.Of(fit), Labels(fit), codes.Count);
            var chosen = new LogisticRegression(columns.Of(choose), Labels(choose), codes.Count);
            var weights = new double[regression.WeightCount];
            foreach (var strength in _options.Ridges)
            {
                weights = regression.Fit(strength, weights, _options.MaxIterations);
                if (chosen.Loss(weights) is var loss && loss < best)
                {
                    (best, ridge, start) = (loss, strength, weights);
                }
            }
        }

        var whole = new LogisticRegression(columns.Of(rows), Labels(rows), codes.Count);
        return (ridge, whole.Fit(ridge, start ?? new double[whole.WeightCount], _options.MaxIterations));

        int[] Labels(int[] of) => [.. of.Select(row => codes.Codes[row])];
    }
}
