using System.Globalization;

namespace DaRec.Diagnostics.Information;

/// <summary>The joint distribution of two variables X and Y with finitely many values, and what is known of one from the other.</summary>
/// <remarks>
/// All entropies are exact and in bits; times ln 2 they are in nats. Values of probability 0 add nothing.
/// <code>H(Y) = −Σ p(y) log₂ p(y),  H(Y|X) = −Σ p(x,y) log₂ (p(x,y) / p(x)),  I(X;Y) = Σ p(x,y) log₂ (p(x,y) / (p(x) p(y)))</code>
/// Cost: O(|X| |Y|) for each.
/// </remarks>
/// <example>
/// <code>
/// var table = new PairTable(new[,] { { 0.4, 0.1 }, { 0.1, 0.4 } });
/// Console.WriteLine(table.InformationBits);                      // 0.278
/// </code>
/// </example>
public sealed class PairTable
{
    internal const double LargestExcess = 1e-9; // of the sum of probabilities over 1

    private readonly double[] _cells; // p(x, y), row by row
    private readonly double[] _rows; // p(x)
    private readonly double[] _columns; // p(y)

    /// <summary>Takes probabilities.</summary>
    /// <param name="probabilities">p(x, y), shape (|X|, |Y|): finite, ≥ 0, with a sum within 1e-9 of 1. They are divided by their sum.</param>
    /// <exception cref="ArgumentException">Other numbers, or none; the message names the first cell.</exception>
    public PairTable(double[,] probabilities)
        : this(Flat(probabilities, nameof(probabilities)), probabilities.GetLength(1), LargestExcess, nameof(probabilities))
    {
    }

    internal PairTable(double[] weights, int columns, double largestExcess = double.PositiveInfinity, string name = "weights")
    {
        _cells = Normalized(weights, [weights.Length / Math.Max(1, columns), columns], largestExcess, name);
        (_rows, _columns) = (new double[_cells.Length / columns], new double[columns]);
        for (var row = 0; row < _rows.Length; row++)
        {
            _rows[row] = CompensatedSum.Of(_cells.AsSpan(row * columns, columns));
        }

        for (var column = 0; column < columns; column++)
        {
            var sum = default(CompensatedSum);
            for (var at = column; at < _cells.Length; at += columns)
            {
                sum.Add(_cells[at]);
            }

            _columns[column] = sum.Value;
        }
    }

    /// <summary>|X|, the number of X's values.</summary>
    public int RowCount => _rows.Length;

    /// <summary>|Y|, the number of Y's values.</summary>
    public int ColumnCount => _columns.Length;

    /// <summary>H(X) in bits.</summary>
    public double RowEntropyBits => Entropy(_rows);

    /// <summary>H(Y) in bits.</summary>
    public double ColumnEntropyBits => Entropy(_columns);

    /// <summary>H(X, Y) in bits.</summary>
    public double EntropyBits => Entropy(_cells);

    /// <summary>H(X|Y) in bits: what is unknown of X where Y is known.</summary>
    public double RowEntropyGivenColumnBits => Expected((p, _, column) => -Math.Log(p / column));

    /// <summary>H(Y|X) in bits: the least cross-entropy with which X predicts Y.</summary>
    public double ColumnEntropyGivenRowBits => Expected((p, row, _) => -Math.Log(p / row));

    /// <summary>I(X;Y) in bits, ≥ 0.</summary>
    public double InformationBits => Math.Max(0, Expected((p, row, column) => Math.Log(p / row) - Math.Log(column)));

    /// <summary>p(x, y).</summary>
    /// <param name="row">x in [0, |X|).</param>
    /// <param name="column">y in [0, |Y|).</param>
    public double this[int row, int column] => _cells[(row * ColumnCount) + column];

    /// <summary>The table of weights that need not have the sum 1: counts, for one.</summary>
    /// <param name="weights">Shape (|X|, |Y|): finite and ≥ 0, not all 0. They are divided by their sum.</param>
    /// <exception cref="ArgumentException">Other numbers, or none; the message names the first cell.</exception>
    public static PairTable FromWeights(double[,] weights) =>
        new(Flat(weights, nameof(weights)), weights.GetLength(1), double.PositiveInfinity, nameof(weights));

    /// <summary>How often pairs of labels occur together.</summary>
    /// <remarks>The information of such a table is too high by about (|X| − 1)(|Y| − 1) / (2 n ln 2) bits.</remarks>
    /// <param name="first">X of each row, any whole numbers; the table's rows stand in their order.</param>
    /// <param name="second">Y of each row, as many.</param>
    /// <exception cref="ArgumentException">Another number of labels, or none.</exception>
    public static PairTable FromLabels(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        var (x, y) = (LabelCodes.Of(first, nameof(first)), LabelCodes.Of(second, nameof(second)));
        if (x.Codes.Length != y.Codes.Length)
        {
            throw new ArgumentException($"Expected {x.Codes.Length} labels, as in {nameof(first)}, got {y.Codes.Length}.", nameof(second));
        }

        var counts = new double[x.Count * y.Count];
        for (var row = 0; row < x.Codes.Length; row++)
        {
            counts[(x.Codes[row] * y.Count) + y.Codes[row]]++;
        }

        return new PairTable(counts, y.Count);
    }

    /// <summary>The table of (Y, X).</summary>
    public PairTable Transpose()
    {
        var cells = new double[_cells.Length];
        for (var at = 0; at < cells.Length; at++)
        {
            cells[(at % ColumnCount * RowCount) + (at / ColumnCount)] = _cells[at];
        }

        return new PairTable(cells, RowCount);
    }

    /// <summary>Weights over their sum.</summary>
    /// <exception cref="ArgumentException">They are no distribution.</exception>
    internal static double[] Normalized(double[] weights, int[] shape, double largestExcess, string name)
    {
        if (weights.Length == 0)
        {
            throw new ArgumentException($"Expected at least one value of each variable, got shape ({string.Join(", ", shape)}).", name);
        }

        var bad = Array.FindIndex(weights, weight => !double.IsFinite(weight) || weight < 0);
        if (bad >= 0)
        {
            var got = string.Create(CultureInfo.InvariantCulture, $"{weights[bad]}");
            throw new ArgumentException($"Expected finite numbers ≥ 0, got {got} at [{Place(bad, shape)}].", name);
        }

        var sum = CompensatedSum.Of(weights);
        if (Math.Abs(sum - 1) > largestExcess)
        {
            var got = string.Create(CultureInfo.InvariantCulture, $"{sum:r}");
            throw new ArgumentException($"Expected probabilities whose sum is 1, got {got}; take FromWeights, which divides by the sum.", name);
        }

        return sum > 0 && double.IsFinite(sum)
            ? Array.ConvertAll(weights, weight => weight / sum)
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected a finite sum > 0, got {sum}."), name);
    }

    private static string Place(int at, int[] shape)
    {
        var place = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            (at, place[axis]) = Math.DivRem(at, shape[axis]);
        }

        return string.Join(", ", place);
    }

    private static double[] Flat(double[,] table, string name)
    {
        ArgumentNullException.ThrowIfNull(table, name);
        return [.. table.Cast<double>()];
    }

    private static double Entropy(double[] probabilities)
    {
        var sum = default(CompensatedSum);
        foreach (var p in probabilities)
        {
            sum.Add(p > 0 ? -p * Math.Log(p) : 0);
        }

        return Math.Max(0, Units.ToBits(sum.Value));
    }

    // Σ p(x,y) · value(p(x,y), p(x), p(y)), from nats to bits.
    private double Expected(Func<double, double, double, double> value)
    {
        var sum = default(CompensatedSum);
        for (var at = 0; at < _cells.Length; at++)
        {
            if (_cells[at] > 0)
            {
                sum.Add(_cells[at] * value(_cells[at], _rows[at / ColumnCount], _columns[at % ColumnCount]));
            }
        }

        return Units.ToBits(sum.Value);
    }
}
