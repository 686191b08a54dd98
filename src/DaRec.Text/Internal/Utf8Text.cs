using System.Text;
using System.Text.Unicode;

namespace DaRec.Text.Internal;

/// <summary>UTF-8 files, and errors that name the line where they are something else.</summary>
internal static class Utf8Text
{
    private const int ShownCharacters = 60;

    /// <summary>Opens a file that is not empty; a byte order mark of UTF-8 is skipped.</summary>
    /// <exception cref="InvalidDataException">An empty file, or one in UTF-16 or UTF-32.</exception>
    public static StreamReader Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            Span<byte> start = stackalloc byte[3];
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            if (start.IsEmpty)
            {
                throw new InvalidDataException($"{path}: expected texts; the file is empty.");
            }

            if (start.Length >= 2 && (start[0], start[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
            {
                throw new InvalidDataException($"{path}: expected UTF-8, got UTF-16 by its first bytes; save it as UTF-8.");
            }

            file.Position = 0;
            var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
            return new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, 1 << 16);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The error for a file that turned out not to be UTF-8, with the line of the first byte that is wrong.</summary>
    public static InvalidDataException NotUtf8(string path, Exception cause)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        var lines = 1;
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
            lines++;
        }

        return new InvalidDataException(
            $"{path}, line {lines}: expected UTF-8, got bytes that are none; save the file as UTF-8 (it may be Latin-1 or Windows-1252).",
            cause);
    }

    public static InvalidDataException Error(string path, int line, string message, string? content = null) =>
        new($"{path}, line {line}: {message}{(content is null ? "" : $"; the line is \"{Shorten(content)}\"")}.");

    private static string Shorten(string content) => content.Length <= ShownCharacters ? content : content[..ShownCharacters] + "…";
}
