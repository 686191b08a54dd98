namespace DaRec.Diagnostics.Information;

/// <summary>The joint distribution p(D, D′, Y) of two sources and a label with finitely many values each.</summary>
/// <remarks>
/// D stands for what interactions say, D′ for what texts say, and Y for what is to be predicted. The pairs that matter are tables of
/// their own, with exact entropies in bits.
/// </remarks>
/// <example>
/// <code>
/// var joint = new FiniteJoint(probabilities);                    // p[d, d′, y]
/// var both = joint.BothAndLabel.InformationBits;                 // I(D, D′; Y)
/// var gap = InformationGap.Of(joint).GapBits;                    // Δp = |I(D;Y) − I(D′;Y)|
/// </code>
/// </example>
public sealed class FiniteJoint
{
    private readonly double[] _cells; // p(d, d′, y)

    /// <summary>Takes probabilities.</summary>
    /// <param name="probabilities">
    /// p(d, d′, y), shape (|D|, |D′|, |Y|): finite, ≥ 0, with a sum within 1e-9 of 1. They are divided by their sum.
    /// </param>
    /// <exception cref="ArgumentException">Other numbers, or none; the message names the first cell.</exception>
    public FiniteJoint(double[,,] probabilities)
        : this(probabilities, PairTable.LargestExcess, nameof(probabilities))
    {
    }

    private FiniteJoint(double[,,] weights, double largestExcess, string name)
    {
        ArgumentNullException.ThrowIfNull(weights, name);
        (FirstCount, SecondCount, LabelCount) = (weights.GetLength(0), weights.GetLength(1), weights.GetLength(2));
        _cells = PairTable.Normalized([.. weights.Cast<double>()], [FirstCount, SecondCount, LabelCount], largestExcess, name);
        Sources = Table(FirstCount, SecondCount, (first, second, _) => (first, second));
        FirstAndLabel = Table(FirstCount, LabelCount, (first, _, label) => (first, label));
        SecondAndLabel = Table(SecondCount, LabelCount, (_, second, label) => (second, label));
        BothAndLabel = new PairTable(_cells, LabelCount);
        CommonPart = new CommonPart(this);
    }

    /// <summary>|D|.</summary>
    public int FirstCount { get; }

    /// <summary>|D′|.</summary>
    public int SecondCount { get; }

    /// <summary>|Y|.</summary>
    public int LabelCount { get; }

    /// <summary>p(D, D′).</summary>
    public PairTable Sources { get; }

    /// <summary>p(D, Y).</summary>
    public PairTable FirstAndLabel { get; }

    /// <summary>p(D′, Y).</summary>
    public PairTable SecondAndLabel { get; }

    /// <summary>p((D, D′), Y): the pair (d, d′) is row d |D′| + d′.</summary>
    public PairTable BothAndLabel { get; }

    /// <summary>What D and D′ both determine.</summary>
    public CommonPart CommonPart { get; }

    /// <summary>I(D;Y|D′) in bits, ≥ 0: what D tells of Y beyond D′.</summary>
    public double FirstBeyondSecondBits => Math.Max(0, SecondAndLabel.ColumnEntropyGivenRowBits - BothAndLabel.ColumnEntropyGivenRowBits);

    /// <summary>I(D′;Y|D) in bits, ≥ 0: what D′ tells of Y beyond D.</summary>
    public double SecondBeyondFirstBits => Math.Max(0, FirstAndLabel.ColumnEntropyGivenRowBits - BothAndLabel.ColumnEntropyGivenRowBits);

    /// <summary>p(d, d′, y).</summary>
    /// <param name="first">d in [0, |D|).</param>
    /// <param name="second">d′ in [0, |D′|).</param>
    /// <param name="label">y in [0, |Y|).</param>
    public double this[int first, int second, int label] => _cells[(((first * SecondCount) + second) * LabelCount) + label];

    /// <summary>The distribution of weights that need not have the sum 1: counts, for one.</summary>
    /// <param name="weights">Shape (|D|, |D′|, |Y|): finite and ≥ 0, not all 0. They are divided by their sum.</param>
    /// <exception cref="ArgumentException">Other numbers, or none; the message names the first cell.</exception>
    public static FiniteJoint FromWeights(double[,,] weights) => new(weights, double.PositiveInfinity, nameof(weights));

    /// <summary>The table of two variables that are functions of the three.</summary>
    internal PairTable Table(int rows, int columns, Func<int, int, int, (int Row, int Column)> place)
    {
        var sums = new CompensatedSum[rows * columns];
        for (var first = 0; first < FirstCount; first++)
        {
            for (var second = 0; second < SecondCount; second++)
            {
                for (var label = 0; label < LabelCount; label++)
                {
                    if (this[first, second, label] is > 0 and var p)
                    {
                        var (row, column) = place(first, second, label);
                        sums[(row * columns) + column].Add(p);
                    }
                }
            }
        }

        return new PairTable([.. sums.Select(sum => sum.Value)], columns);
    }
}
