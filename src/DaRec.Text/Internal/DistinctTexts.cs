namespace DaRec.Text.Internal;

/// <summary>The distinct texts of a table, in the order in which they first occur, and which row has which.</summary>
internal sealed class DistinctTexts
{
    /// <summary>What <see cref="NumberOf"/> says of a row without a text.</summary>
    public const int None = -1;

    private readonly int[] _numbers;
    private readonly int[] _firstRows;

    public DistinctTexts(IReadOnlyList<string?> rows)
    {
        Dictionary<string, int> known = new(StringComparer.Ordinal);
        List<int> firstRows = [];
        _numbers = new int[rows.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            if (string.IsNullOrWhiteSpace(rows[row]))
            {
                _numbers[row] = None;
                continue;
            }

            if (!known.TryGetValue(rows[row]!, out _numbers[row]))
            {
                _numbers[row] = known.Count;
                known.Add(rows[row]!, known.Count);
                firstRows.Add(row);
            }
        }

        _firstRows = [.. firstRows];
        Texts = [.. firstRows.Select(row => rows[row]!)];
    }

    public string[] Texts { get; }

    public int RowCount => _numbers.Length;

    /// <summary>The first row without a text, or −1.</summary>
    public int FirstMissingRow => Array.IndexOf(_numbers, None);

    /// <summary>Number of the row's text, or <see cref="None"/>.</summary>
    public int NumberOf(int row) => _numbers[row];

    /// <summary>The first row with that text.</summary>
    public int FirstRowOf(int number) => _firstRows[number];
}
