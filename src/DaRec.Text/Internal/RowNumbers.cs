using System.Globalization;
using DaRec.Data;

namespace DaRec.Text.Internal;

/// <summary>Which row an id of a file means.</summary>
internal sealed class RowNumbers
{
    private readonly Dictionary<string, int>? _names;

    private RowNumbers(Dictionary<string, int>? names, int? count) => (_names, Count) = (names, count);

    /// <summary>Number of rows, where it is known beforehand.</summary>
    public int? Count { get; }

    public static RowNumbers Of(TextFileOptions options)
    {
        if (options.Ids is not { } ids)
        {
            return new RowNumbers(null, options.Count);
        }

        Dictionary<string, int> names = new(ids.Count, StringComparer.Ordinal);
        for (var row = 0; row < ids.Count; row++)
        {
            if (!names.TryAdd(ids[row], row))
            {
                throw new ArgumentException(
                    $"Expected distinct ids; '{ids[row]}' is that of rows {names[ids[row]]} and {row}.", nameof(options));
            }
        }

        return new RowNumbers(names, ids.Count);
    }

    /// <summary>The row, or null for an id or number that no row has.</summary>
    public int? Find(string path, int line, string id)
    {
        if (_names is not null)
        {
            return _names.TryGetValue(id, out var row) ? row : null;
        }

        if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw TextLines.Error(
                path,
                line,
                $"expected a row number 0, 1, 2, …, got '{id}'; where the file has ids, give their order (TextFileOptions.Ids){HeaderHint(path, line)}");
        }

        return number < (Count ?? Array.MaxLength) ? number : null;
    }

    public InvalidDataException Unknown(string path, int line, string id)
    {
        if (_names is null)
        {
            return TextLines.Error(
                path, line, $"expected a number from 0 to {(Count ?? Array.MaxLength) - 1}, got {id}; SkipUnknown leaves such texts out");
        }

        var hint = int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? "if the file has row numbers, read it without Ids; "
            : "";
        return TextLines.Error(
            path,
            line,
            $"expected an id of the {_names.Count} in the id map, got '{id}'; {hint}SkipUnknown leaves such texts out{HeaderHint(path, line)}");
    }

    private static string HeaderHint(string path, int line) =>
        line == 1 && !Path.GetExtension(path).Contains("js", StringComparison.OrdinalIgnoreCase) // keys are names already
            ? "; if line 1 names the columns, choose them with TextFileOptions.IdColumn and TextFileOptions.TextColumns" : "";
}
