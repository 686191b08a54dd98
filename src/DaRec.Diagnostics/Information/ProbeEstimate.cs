namespace DaRec.Diagnostics.Information;

/// <summary>What a <see cref="ProbeEstimator"/> found.</summary>
public sealed class ProbeEstimate
{
    internal ProbeEstimate(double labelEntropyNats, double[] losses, double accuracy, double[] ridges)
    {
        (LabelEntropyBits, Accuracy, Ridges, RowCount) = (Units.ToBits(labelEntropyNats), accuracy, ridges, losses.Length);
        var mean = CompensatedSum.Of(losses) / losses.Length;
        CrossEntropyBits = Units.ToBits(mean);
        var deviation = Math.Sqrt(losses.Sum(loss => (loss - mean) * (loss - mean)) / Math.Max(1, losses.Length - 1));
        StandardErrorBits = Units.ToBits(deviation / Math.Sqrt(losses.Length));
    }

    /// <summary>The lower bound of I(x;Y) in bits, ≥ 0: H(Y) less the cross-entropy, or 0 where that is negative.</summary>
    public double Bits => Math.Max(0, UnclippedBits);

    /// <summary>The lower bound of I(x;Y) in nats, ≥ 0.</summary>
    public double Nats => Units.ToNats(Bits);

    /// <summary>H(Y) less the cross-entropy in bits; below 0 where the probe predicts worse than the frequencies of the labels do.</summary>
    public double UnclippedBits => LabelEntropyBits - CrossEntropyBits;

    /// <summary>H(Y) of the labels' frequencies in bits.</summary>
    public double LabelEntropyBits { get; }

    /// <summary>The mean of −log₂ p(label) over all rows, each predicted by a probe that has not seen it.</summary>
    public double CrossEntropyBits { get; }

    /// <summary>The standard error of <see cref="CrossEntropyBits"/> over rows, in bits.</summary>
    public double StandardErrorBits { get; }

    /// <summary>The share of rows whose label was the probe's first choice, in [0, 1].</summary>
    public double Accuracy { get; }

    /// <summary>The strength of the ridge that each fold's probe chose.</summary>
    public IReadOnlyList<double> Ridges { get; }

    /// <summary>The rows it rests on.</summary>
    public int RowCount { get; }
}
