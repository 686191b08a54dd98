namespace DaRec.Data;

/// <summary>Files of lines <c>number⇥text</c> or <c>id⇥text</c>, in any order.</summary>
/// <remarks>A file is one of numbers where each line begins with one of a row; otherwise, where rows have ids, of ids.</remarks>
internal static class NumberedTexts
{
    /// <summary>Text i for row i, or null where the file has none; further tabs belong to the text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="ids">Ids of the rows; null where they have numbers alone. Texts of other ids are passed over.</param>
    public static string?[] Read(string path, int count, IdMap? ids = null)
    {
        var isById = ids is not null && !HasNumbers(path, count);
        var texts = new string?[count];
        var known = 0;
        foreach (var (lineNumber, line) in TextLines.Read(path))
        {
            if (isById && line.IndexOf('\t') is >= 0 and var tab)
            {
                if (ids!.TryGetNumber(line.AsSpan(0, tab).Trim(' '), out var row))
                {
                    Set(row, line[(tab + 1)..], lineNumber, line);
                    known++;
                }
            }
            else if (!isById && TextLines.TrySplitNumber(line, out var number, out var text) && number < count)
            {
                Set(number, text, lineNumber, line);
            }
            else
            {
                throw TextLines.Error(path, lineNumber, line, $"expected {Key()}, a tab and a text");
            }
        }

        return !isById || known > 0
            ? texts
            : throw new InvalidDataException($"{path}: expected lines of {Key()}, a tab and a text; no line has one of these.");

        void Set(int row, string text, int lineNumber, string line)
        {
            if (texts[row] is not null)
            {
                throw TextLines.Error(path, lineNumber, line, $"{(isById ? $"id {ids![row]}" : $"number {row}")} occurred before");
            }

            texts[row] = text;
        }

        string Key() => $"a number from 0 to {count - 1}{(ids is { Count: > 0 } ? $" or an id such as '{ids[0]}'" : "")}";
    }

    /// <summary>Whether each line begins with the number of a row.</summary>
    public static bool HasNumbers(string path, int count) =>
        TextLines.Read(path).All(entry => TextLines.TrySplitNumber(entry.Line, out var number, out _) && number < count);
}
