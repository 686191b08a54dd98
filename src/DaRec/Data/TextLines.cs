using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace DaRec.Data;

/// <summary>The lines of a UTF-8 file with their numbers, and errors that name them: the one reader of text files.</summary>
/// <remarks>A byte order mark of UTF-8 is skipped. UTF-16 and UTF-32, bytes that are no UTF-8, and NUL characters are refused.</remarks>
internal static class TextLines
{
    private const int ShownCharacters = 60;
    private const int BufferSize = 1 << 16;

    /// <summary>All lines but blank ones, numbered from 1.</summary>
    /// <exception cref="InvalidDataException">The file is no UTF-8 text; the message names the line.</exception>
    public static IEnumerable<(int Number, string Line)> Read(string path) =>
        ReadAll(path).Where(entry => !string.IsNullOrWhiteSpace(entry.Line));

    /// <summary>All lines, blank ones too, numbered from 1.</summary>
    /// <exception cref="InvalidDataException">The file is no UTF-8 text; the message names the line.</exception>
    public static IEnumerable<(int Number, string Line)> ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
        RefuseOtherEncodings(file, path);
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
        using var reader = new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: false, BufferSize);
        for (var number = 1; ; number++)
        {
            string? line;
            try
            {
                line = reader.ReadLine();
            }
            catch (DecoderFallbackException exception)
            {
                throw NotUtf8(path, exception);
            }

            if (line is null)
            {
                yield break;
            }

            if (line.Contains('\0'))
            {
                throw Error(path, number, "expected text, got a NUL character; the file is binary, or UTF-16 without a byte order mark");
            }

            yield return (number, line);
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

    /// <summary>An error that names the file and the line.</summary>
    public static InvalidDataException Error(string path, int number, string message) => new($"{path}, line {number}: {message}.");

    /// <summary>An error that names the file and the line, and shows how the line begins.</summary>
    public static InvalidDataException Error(string path, int number, string line, string message)
    {
        var start = line.Length <= ShownCharacters ? line : line[..ShownCharacters] + "…";
        return Error(path, number, $"{message}; the line is \"{start}\"");
    }

    private static void RefuseOtherEncodings(FileStream file, string path)
    {
        Span<byte> start = stackalloc byte[4];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        var found = start switch
        {
            [0xFF, 0xFE, 0, 0] or [0, 0, 0xFE, 0xFF] => "UTF-32",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16",
            _ => null,
        };
        if (found is not null)
        {
            throw new InvalidDataException($"{path}: expected UTF-8, got {found} by its first bytes; save it as UTF-8.");
        }
    }

    /// <summary>The error for a file that turned out not to be UTF-8: the decoder reads ahead, so the line is looked for anew.</summary>
    private static InvalidDataException NotUtf8(string path, Exception cause)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
        var number = 1;
        using var line = new MemoryStream();
        for (var value = file.ReadByte(); value >= 0; value = file.ReadByte())
        {
            line.WriteByte((byte)value);
            if (value != '\n')
            {
                continue;
            }

            if (!Utf8.IsValid(line.GetBuffer().AsSpan(0, (int)line.Length)))
            {
                break;
            }

            line.SetLength(0);
            number++;
        }

        return new InvalidDataException(
            $"{path}, line {number}: expected UTF-8, got bytes that are none; save the file as UTF-8 (it may be Latin-1 or Windows-1252).",
            cause);
    }
}
