namespace DaRec.Data;

/// <summary>Tells a header that nobody knows from a first record.</summary>
internal static class HeaderGuess
{
    /// <summary>How many records decide.</summary>
    public const int SampleSize = 100;

    /// <summary>
    /// Whether some column has a digit in every record but the first: ids, ratings and dates have digits, names of columns rarely.
    /// </summary>
    /// <param name="records">The first records of a table, at most <see cref="SampleSize"/> + 1.</param>
    public static bool LooksLikeHeader(IReadOnlyList<string[]> records) =>
        records.Count > 1 && Enumerable.Range(0, records[0].Length).Any(column =>
            records[0][column].Length > 0
            && !HasDigit(records[0][column])
            && records.Skip(1).All(record => column < record.Length && HasDigit(record[column])));

    /// <summary>The first records of a file.</summary>
    public static IReadOnlyList<string[]> Sample(string path, char? separator)
    {
        using var reader = new DelimitedReader(path, separator);
        List<string[]> records = [];
        while (records.Count <= SampleSize && reader.Read())
        {
            records.Add(reader.ToArray());
        }

        return records;
    }

    private static bool HasDigit(string field) => field.Any(char.IsDigit);
}
