using System.Globalization;
using DaRec.Internal;

namespace DaRec.Data;

/// <summary>Maps ids of users or items to numbers 0, 1, 2, … in the order in which the ids were added.</summary>
/// <remarks>Ids are compared by their exact characters. Several threads may read while none adds.</remarks>
/// <example>
/// <code>
/// var ids = new IdMap();
/// var row = ids.GetOrAdd("SKU-1");                               // 0
/// var known = ids.TryGetNumber("SKU-2", out _);                  // false
/// </code>
/// </example>
public sealed class IdMap
{
    private readonly List<string> _ids = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Number of ids.</summary>
    public int Count => _ids.Count;

    /// <summary>All ids; the id at position i has number i.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>The id of a number.</summary>
    /// <param name="number">In [0, <see cref="Count"/>).</param>
    public string this[int number] => _ids[number];

    /// <summary>Finds the number of an id.</summary>
    /// <param name="id">Any id.</param>
    /// <param name="number">The number, where the id is known.</param>
    /// <returns>Whether the id is known.</returns>
    public bool TryGetNumber(ReadOnlySpan<char> id, out int number) =>
        _numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(id, out number);

    /// <summary>Returns the number of an id; an unknown id is added first.</summary>
    /// <param name="id">An id, not empty and without tabs, line breaks and NUL characters, which the file cannot hold.</param>
    /// <exception cref="ArgumentException">An empty id, or one with a tab, line break or NUL character.</exception>
    public int GetOrAdd(ReadOnlySpan<char> id)
    {
        if (TryGetNumber(id, out var number))
        {
            return number;
        }

        if (id.IsEmpty || id.IndexOfAny("\t\r\n\0") >= 0)
        {
            throw new ArgumentException($"An id must not be empty nor hold a tab, line break or NUL; got '{id}'.", nameof(id));
        }

        var added = id.ToString();
        _numbers.Add(added, _ids.Count);
        _ids.Add(added);
        return _ids.Count - 1;
    }

    /// <summary>Writes lines <c>number⇥id</c> in UTF-8; the file appears whole or not at all.</summary>
    /// <param name="path">Path of the file; an existing file is replaced.</param>
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
    /// <param name="path">A UTF-8 file.</param>
    /// <exception cref="InvalidDataException">
    /// Another number, a missing id, an id that occurred before, or a file that is no UTF-8 text; the message names the line.
    /// </exception>
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
