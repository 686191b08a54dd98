namespace DaRec.Diagnostics.Information;

/// <summary>Mutual information as an estimator by nearest neighbours found it.</summary>
public sealed class NeighborEstimate
{
    /// <summary>The number of neighbours unless another is given: 3, as in scikit-learn.</summary>
    public const int DefaultNeighborCount = 3;

    internal NeighborEstimate(double unclippedNats, int rowCount) => (UnclippedNats, RowCount) = (unclippedNats, rowCount);

    /// <summary>The estimate in bits, ≥ 0.</summary>
    public double Bits => Units.ToBits(Nats);

    /// <summary>The estimate in nats, ≥ 0: information is never negative, so a negative estimate counts as 0.</summary>
    public double Nats => Math.Max(0, UnclippedNats);

    /// <summary>The estimate in nats as the formula gives it, negative now and then; take this one where many are averaged.</summary>
    public double UnclippedNats { get; }

    /// <summary>The rows it rests on.</summary>
    public int RowCount { get; }
}
