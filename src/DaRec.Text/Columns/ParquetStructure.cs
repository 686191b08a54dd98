namespace DaRec.Text.Columns;

/// <summary>Looks through what a Parquet file says of itself, before a library decodes it.</summary>
/// <remarks>
/// The library believes the metadata: damaged ones make it loop without end, overflow the stack, or allocate what a few bytes announce.
/// Checked are the form of the metadata and of each page's header, that pages lie in the file one behind the other, and that what they
/// announce is in proportion to the file.
/// </remarks>
internal sealed class ParquetStructure
{
    private const int MaxDepth = 64; // of columns within columns
    private const int MagicLength = 4;
    private const int Snappy = 1; // a codec
    private const int LongestLength = 5; // bytes of a length at the start of a block
    private const int FooterLength = MagicLength + sizeof(int);

    private static readonly int[] HeaderSizes = [1 << 12, 1 << 24]; // the second for pages with long statistics

    private readonly FileStream _file;
    private readonly List<(long Begin, long End)> _ranges = [];

    private ParquetStructure(FileStream file) => (_file, MostValues) = (file, (1L << 20) + (1000 * file.Length));

    /// <summary>More values of a column than this are not believed.</summary>
    public long MostValues { get; }

    /// <summary>Where pages and metadata lie, in order and apart.</summary>
    public IReadOnlyList<(long Begin, long End)> Ranges => _ranges;

    /// <summary>Checks a file; its position is the first byte afterwards.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or no Parquet file.</exception>
    public static ParquetStructure Check(FileStream file, string path)
    {
        var structure = new ParquetStructure(file);
        try
        {
            structure.Check();
            file.Position = 0;
            return structure;
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or OverflowException)
        {
            var reason = exception is FormatException ? exception.Message : "it ends too early, or is damaged";
            throw new InvalidDataException($"{path}: no Parquet file that can be read: {reason}.", exception);
        }
    }

    private void Check()
    {
        var metadata = ReadMetadata(out var begin);
        CheckSchema(metadata.List(2));
        _ranges.Add((0, MagicLength));
        foreach (var group in metadata.List(4))
        {
            var rows = InRange(group.Number(3) ?? 0, MostValues, "rows");
            foreach (var column in group.List(1))
            {
                CheckColumn(column.Struct(3) ?? throw new FormatException("a column without metadata"), rows, begin);
            }
        }

        _ranges.Add((begin, _file.Length));
        _ranges.Sort();
        for (var at = _ranges.Count - 1; at > 0; at--)
        {
            if (_ranges[at].Begin <= _ranges[at - 1].End)
            {
                _ranges[at - 1] = (_ranges[at - 1].Begin, Math.Max(_ranges[at].End, _ranges[at - 1].End));
                _ranges.RemoveAt(at);
            }
        }
    }

    private ThriftStruct ReadMetadata(out long begin)
    {
        var tail = Read(_file.Length - FooterLength, FooterLength);
        var length = BitConverter.ToInt32(tail);
        begin = _file.Length - FooterLength - length;
        if (!tail.AsSpan(sizeof(int)).SequenceEqual("PAR1"u8) || !Read(0, MagicLength).AsSpan().SequenceEqual("PAR1"u8))
        {
            throw new FormatException("it does not begin and end with PAR1");
        }

        if (length < 0 || begin < MagicLength)
        {
            throw new FormatException($"its metadata of {length} bytes do not fit into it");
        }

        var reader = new ThriftReader(Read(begin, length));
        var metadata = reader.Read(ThriftShape.FileMetaData);
        return reader.Position == length ? metadata : throw new FormatException("its metadata end too early");
    }

    // Elements are a tree, each followed by its children.
    private static void CheckSchema(IReadOnlyList<ThriftStruct> elements)
    {
        var open = new Stack<long>([1]);
        foreach (var element in elements)
        {
            while (open.TryPeek(out var left) && left == 0)
            {
                open.Pop();
            }

            if (open.Count is 0 or > MaxDepth)
            {
                throw new FormatException(open.Count == 0 ? "a schema of several trees" : $"columns within columns, {MaxDepth} deep");
            }

            open.Push(open.Pop() - 1);
            open.Push(InRange(element.Number(5) ?? 0, elements.Count, "columns within a column"));
        }

        if (open.Any(left => left > 0))
        {
            throw new FormatException("a schema that lacks columns");
        }
    }

    private void CheckColumn(ThriftStruct column, long rows, long end)
    {
        var values = InRange(column.Number(5) ?? 0, MostValues, "values of a column");
        if (rows > values)
        {
            throw new FormatException($"{rows} rows of {values} values");
        }

        // As the library finds the first page.
        long[] offsets = [.. new[] { column.Number(11), column.Number(9), column.Number(10) }.OfType<long>().Where(offset => offset != 0)];
        if (values == 0 || offsets.Length == 0)
        {
            return;
        }

        var at = offsets.Min();
        if (at < MagicLength)
        {
            throw new FormatException($"a page at {at}");
        }

        var begin = at;
        for (var found = 0L; found < values;)
        {
            found += CheckPage(ref at, end, isSnappy: column.Number(4) == Snappy);
        }

        _ranges.Add((begin, at));
    }

    /// <summary>Passes over a page; returns how many values it announces.</summary>
    private long CheckPage(ref long at, long end, bool isSnappy)
    {
        var header = ReadHeader(at, end, out var length);
        var packed = InRange(header.Number(3) ?? -1, end - at - length, "bytes of a page");
        var unpacked = InRange(header.Number(2) ?? -1, (1L << 24) + (1000 * packed), "bytes of an unpacked page");
        if (isSnappy && header.Struct(8)?.Number(7) != 0) // pages of the second version may say that they are not packed
        {
            CheckSnappy(at + length, packed, unpacked, header.Struct(8));
        }

        at += length + packed;
        InRange(header.Struct(7)?.Number(1) ?? 0, MostValues, "values of a dictionary");
        return header.Number(1) switch
        {
            0 => Values(header.Struct(5)),
            3 => Values(header.Struct(8)),
            _ => 0,
        };

        long Values(ThriftStruct? page) => InRange(page?.Number(1) ?? -1, MostValues, "values of a page");
    }

    // A block begins with its unpacked length, for which memory is taken; in pages of the second version, behind the levels.
    private void CheckSnappy(long at, long packed, long unpacked, ThriftStruct? second)
    {
        var levels = InRange(second?.Number(5) ?? 0, packed, "bytes of levels") + InRange(second?.Number(6) ?? 0, packed, "bytes of levels");
        var (start, value) = (Read(at + levels, (int)Math.Clamp(packed - levels, 0, LongestLength)), 0L);
        for (var i = 0; i < start.Length; i++)
        {
            value |= (start[i] & 0x7FL) << (7 * i);
            if (start[i] < 0x80)
            {
                break;
            }
        }

        InRange(value, unpacked, "bytes of a block");
    }

    private ThriftStruct ReadHeader(long at, long end, out int length)
    {
        foreach (var size in HeaderSizes)
        {
            try
            {
                var reader = new ThriftReader(Read(at, (int)Math.Min(size, end - at)));
                var header = reader.Read(ThriftShape.PageHeader);
                length = reader.Position;
                return header;
            }
            catch (EndOfStreamException) when (size < end - at && size != HeaderSizes[^1])
            {
                // It is longer.
            }
        }

        throw new EndOfStreamException();
    }

    private byte[] Read(long at, int count)
    {
        if (at < 0 || count < 0)
        {
            throw new EndOfStreamException();
        }

        var bytes = new byte[count];
        _file.Position = at;
        _file.ReadExactly(bytes);
        return bytes;
    }

    private static long InRange(long value, long most, string what) => value >= 0 && value <= most
        ? value
        : throw new FormatException($"it announces {value} {what}; expected 0 to {most}");
}
