namespace DaRec.Text.Columns;

/// <summary>Reads structures in Thrift's compact protocol, each of a known shape, and refuses what does not have it.</summary>
/// <remarks>
/// A decoder that takes fields for what they should be, whatever the file says they are, runs off the end of damaged bytes. A list has
/// no more elements than there are bytes left.
/// </remarks>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int LongestInteger = 10;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes that were read.</summary>
    public int Position { get; private set; }

    /// <summary>Reads a structure.</summary>
    /// <exception cref="EndOfStreamException">The bytes end within it.</exception>
    /// <exception cref="FormatException">It has another shape.</exception>
    public ThriftStruct Read(ThriftShape shape)
    {
        var result = new ThriftStruct();
        var field = 0;
        while (Byte() is not 0 and var header)
        {
            var wire = header & 0x0F;
            field = header >> 4 is > 0 and var step ? field + step : checked((short)Integer());
            if (shape[field] is { } type)
            {
                ReadField(result, field, type, wire);
            }
            else
            {
                SkipScalar(wire);
            }
        }

        return result;
    }

    private void ReadField(ThriftStruct result, int field, ThriftType type, int wire)
    {
        if (!type.IsList)
        {
            Check(wire, type);
            // A field's type says true or false.
            if ((type.Kind == 'b' ? wire == 1 ? 1L : 0L : Value(type)) is { } value)
            {
                result.Set(field, value);
            }

            return;
        }

        if (wire != 9)
        {
            throw Unexpected(wire);
        }

        var header = Byte();
        var count = header >> 4 == 15 ? Length() : header >> 4;
        if (count > _bytes.Length - Position)
        {
            throw new EndOfStreamException();
        }

        var structures = type.Kind == 't' ? new List<ThriftStruct>() : null;
        for (var i = 0; i < count; i++)
        {
            Check(header & 0x0F, type);
            var value = Value(type);
            structures?.Add((ThriftStruct)value!);
        }

        if (structures is not null)
        {
            result.Set(field, structures);
        }
    }

    private object? Value(ThriftType type)
    {
        switch (type.Kind)
        {
            case 'n':
                return Integer();
            case 't':
                return Read(type.Shape!);
            case 's':
                Skip(Length());
                return null;
            default:
                Skip(type.Kind == 'd' ? sizeof(double) : 1);
                return null;
        }
    }

    private static void Check(int wire, ThriftType type)
    {
        var fits = type.Kind switch
        {
            'n' => wire is 4 or 5 or 6,
            'y' => wire == 3,
            'b' => wire is 1 or 2,
            'd' => wire == 7,
            's' => wire == 8,
            _ => wire == 12,
        };
        if (!fits)
        {
            throw Unexpected(wire);
        }
    }

    // A field of later versions. Lists and structures are refused: the library reads what is in them for fields of its own.
    private void SkipScalar(int wire)
    {
        switch (wire)
        {
            case 1 or 2:
                break;
            case 3:
                Skip(1);
                break;
            case 4 or 5 or 6:
                Integer();
                break;
            case 7:
                Skip(sizeof(double));
                break;
            case 8:
                Skip(Length());
                break;
            default:
                throw Unexpected(wire);
        }
    }

    private byte Byte() => Position < _bytes.Length ? _bytes[Position++] : throw new EndOfStreamException();

    private void Skip(int count) =>
        Position = count <= _bytes.Length - Position ? Position + count : throw new EndOfStreamException();

    private int Length() => Varint() is var length && length <= int.MaxValue ? (int)length : throw new EndOfStreamException();

    private long Integer()
    {
        var zigzag = Varint();
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var at = 0; at < LongestInteger; at++)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << (7 * at);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("an integer that does not end");
    }

    private static FormatException Unexpected(int wire) => new($"a value of type {wire} where another belongs");
}
