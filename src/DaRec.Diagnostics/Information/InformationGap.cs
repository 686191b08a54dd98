using static TorchSharp.torch;

namespace DaRec.Diagnostics.Information;

/// <summary>How much more one of two sources tells of a label than the other does.</summary>
/// <remarks>
/// <code>Δp = |I(D;Y) − I(D′;Y)|</code>
/// Exact for finite distributions. Of embeddings it is estimated, and then it has the errors of both estimates.
/// </remarks>
/// <example>
/// <code>
/// var gap = InformationGap.ByProbe(itemEmbeddings, itemTexts, categories);
/// Console.WriteLine($"{gap.FirstBits:f2} and {gap.SecondBits:f2} bits of the category");
/// </code>
/// </example>
public sealed class InformationGap
{
    private InformationGap(double firstBits, double secondBits) => (FirstBits, SecondBits) = (firstBits, secondBits);

    /// <summary>I(D;Y) in bits.</summary>
    public double FirstBits { get; }

    /// <summary>I(D′;Y) in bits.</summary>
    public double SecondBits { get; }

    /// <summary>Δp in bits, ≥ 0.</summary>
    public double GapBits => Math.Abs(FirstBits - SecondBits);

    /// <summary>The exact gap of a finite distribution.</summary>
    /// <param name="joint">p(D, D′, Y).</param>
    public static InformationGap Of(FiniteJoint joint)
    {
        ArgumentNullException.ThrowIfNull(joint);
        return new InformationGap(joint.FirstAndLabel.InformationBits, joint.SecondAndLabel.InformationBits);
    }

    /// <summary>Estimated by linear probes: the gap of two lower bounds, which may be wider or narrower than that of what they bound.</summary>
    /// <param name="first">D, shape (n, d).</param>
    /// <param name="second">D′ of the same rows, shape (n, e).</param>
    /// <param name="labels">Y of the rows, any whole numbers.</param>
    /// <param name="options">Settings of the probes; null takes the defaults.</param>
    /// <exception cref="ArgumentException">As for <see cref="ProbeEstimator.Estimate"/>.</exception>
    public static InformationGap ByProbe(Tensor first, Tensor second, IReadOnlyList<int> labels, ProbeOptions? options = null)
    {
        var probe = new ProbeEstimator(options);
        return new InformationGap(probe.Estimate(first, labels).Bits, probe.Estimate(second, labels).Bits);
    }

    /// <summary>Estimated by nearest neighbours (see <see cref="RossEstimator"/>).</summary>
    /// <param name="first">D, shape (n, d).</param>
    /// <param name="second">D′ of the same rows, shape (n, e).</param>
    /// <param name="labels">Y of the rows, any whole numbers.</param>
    /// <param name="neighborCount">k in [1, n). Default 3.</param>
    /// <exception cref="ArgumentException">As for <see cref="RossEstimator.Estimate"/>.</exception>
    public static InformationGap ByNeighbors(
        Tensor first, Tensor second, IReadOnlyList<int> labels, int neighborCount = NeighborEstimate.DefaultNeighborCount)
    {
        var estimator = new RossEstimator(neighborCount);
        return new InformationGap(estimator.Estimate(first, labels).Bits, estimator.Estimate(second, labels).Bits);
    }
}
