using System.Globalization;
using System.Text;

namespace DaRec.Data;

/// <summary>The lines of a UTF-8 file with their numbers, and errors that name them.</summary>
internal static class TextLines
{
    private const int ShownCharacters = 60;

    /// <summary>All lines but blank ones, numbered from 1; a byte order mark is skipped.</summary>
    public static IEnumerable<(int Number, string Line)> Read(string path)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        for (var number = 1; ; number++)
        {
            string? line;
            try
            {
                line = reader.ReadLine();
            }
            catch (DecoderFallbackException exception)
            {
                throw new InvalidDataException($"{path}: not UTF-8 text, soon after line {number - 1}.", exception);
            }

            if (line is null)
            {
                yield break;
            }

            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return (number, line);
            }
        }
    }

    /// <summary>Splits "number⇥rest"; the number has digits alone.</summary>
    public static bool TrySplitNumber(string line, out int number, out string rest)
    {
        var tab = line.IndexOf('\t');
        rest = tab < 0 ? "" : line[(tab + 1)..];
        number = -1;
        return tab >= 0 && int.TryParse(line.AsSpan(0, tab), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    public static InvalidDataException Error(string path, int number, string line, string message)
    {
        var start = line.Length <= ShownCharacters ? line : line[..ShownCharacters] + "…";
        return new InvalidDataException($"{path}, line {number}: {message}; the line is \"{start}\".");
    }
}
