namespace DaRec.Diagnostics.Information;

/// <summary>Labels as numbers from 0 on, in the order of the labels.</summary>
internal sealed class LabelCodes
{
    private LabelCodes(int[] codes, int[] values) => (Codes, Values) = (codes, values);

    /// <summary>The number of each row's label, in [0, <see cref="Count"/>).</summary>
    public int[] Codes { get; }

    /// <summary>The labels that there are, ascending.</summary>
    public int[] Values { get; }

    /// <summary>How many different labels there are.</summary>
    public int Count => Values.Length;

    /// <summary>How many rows have each label.</summary>
    public int[] Sizes
    {
        get
        {
            var sizes = new int[Count];
            foreach (var code in Codes)
            {
                sizes[code]++;
            }

            return sizes;
        }
    }

    /// <summary>H(Y) of the rows' labels, in nats.</summary>
    public double EntropyNats => Codes.Length == 0 ? 0 : Sizes.Sum(size => -(double)size / Codes.Length * Math.Log((double)size / Codes.Length));

    /// <exception cref="ArgumentException">There are none.</exception>
    public static LabelCodes Of(IReadOnlyList<int> labels, string name)
    {
        ArgumentNullException.ThrowIfNull(labels, name);
        if (labels.Count == 0)
        {
            throw new ArgumentException("Expected at least one label, got none.", name);
        }

        int[] values = [.. labels.Distinct().Order()];
        var numbers = values.Index().ToDictionary(value => value.Item, value => value.Index);
        return new LabelCodes([.. labels.Select(label => numbers[label])], values);
    }

    /// <summary>Those of rows, of two classes or more.</summary>
    /// <exception cref="ArgumentException">Another number of labels than rows, or one class.</exception>
    public static LabelCodes Of(IReadOnlyList<int> labels, int rows, string name)
    {
        var codes = Of(labels, name);
        if (codes.Codes.Length != rows)
        {
            throw new ArgumentException($"Expected a label for each of the {rows} rows, got {codes.Codes.Length}.", name);
        }

        return codes.Count > 1
            ? codes
            : throw new ArgumentException(
                $"Expected at least two classes, got the label {codes.Values[0]} in all {rows} rows; there is nothing to tell of it.", name);
    }
}
