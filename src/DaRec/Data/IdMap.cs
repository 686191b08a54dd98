using System.Globalization;
using DaRec.Internal;

namespace DaRec.Data;

/// <summary>Names of users or items as dense numbers 0, 1, 2, … in the order in which they were added.</summary>
/// <remarks>Ids compare by their exact characters. Reading from several threads is safe while nobody adds.</remarks>
public sealed class IdMap
{
    private readonly List<string> _ids = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Number of ids.</summary>
    public int Count => _ids.Count;

    /// <summary>All ids; id i is number i.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>The id of a number in [0, <see cref="Count"/>).</summary>
    public string this[int number] => _ids[number];

    /// <summary>The number of an id, or false where it is unknown.</summary>
    public bool TryGetNumber(ReadOnlySpan<char> id, out int number) =>
        _numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(id, out number);

    /// <summary>The number of an id, which is added where it is unknown.</summary>
    /// <param name="id">Not empty, and without tabs and line breaks, which the file could not hold.</param>
    public int GetOrAdd(ReadOnlySpan<char> id)
    {
        if (TryGetNumber(id, out var number))
        {
            return number;
        }

        if (id.IsEmpty || id.IndexOfAny('\t', '\r', '\n') >= 0)
        {
            throw new ArgumentException($"An id must not be empty nor hold a tab or line break; got '{id}'.", nameof(id));
        }

        var added = id.ToString();
        _numbers.Add(added, _ids.Count);
        _ids.Add(added);
        return _ids.Count - 1;
    }

    /// <summary>Writes lines <c>number⇥id</c> in UTF-8; the file appears whole or not at all.</summary>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteText(path, writer =>
        {
            for (var number = 0; number < _ids.Count; number++)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{number}\t{_ids[number]}\n"));
            }
        });
    }

    /// <summary>Reads lines <c>number⇥id</c> with numbers 0, 1, 2, … in order; blank lines are skipped.</summary>
    /// <exception cref="InvalidDataException">Another number, no id, or an id that occurred before; the message names the line.</exception>
    public static IdMap Load(string path)
    {
        var map = new IdMap();
        foreach (var (lineNumber, line) in TextLines.Read(path))
        {
            if (!TextLines.TrySplitNumber(line, out var number, out var id) || number != map.Count)
            {
                throw TextLines.Error(path, lineNumber, line, $"expected number {map.Count}, a tab and an id");
            }

            if (id.Length == 0 || id.Contains('\t'))
            {
                throw TextLines.Error(path, lineNumber, line, "expected an id without tabs");
            }

            if (map.GetOrAdd(id) != number)
            {
                throw TextLines.Error(path, lineNumber, line, "this id occurred before");
            }
        }

        return map;
    }
}
