namespace DaRec.Data;

/// <summary>Files of lines <c>number⇥text</c>, in any order.</summary>
internal static class NumberedTexts
{
    /// <summary>Text i for number i, or null where the file has none; further tabs belong to the text.</summary>
    public static string?[] Read(string path, int count)
    {
        var texts = new string?[count];
        foreach (var (lineNumber, line) in TextLines.Read(path))
        {
            if (!TextLines.TrySplitNumber(line, out var number, out var text) || number >= count)
            {
                throw TextLines.Error(path, lineNumber, line, $"expected a number from 0 to {count - 1}, a tab and a text");
            }

            if (texts[number] is not null)
            {
                throw TextLines.Error(path, lineNumber, line, $"number {number} occurred before");
            }

            texts[number] = text;
        }

        return texts;
    }
}
