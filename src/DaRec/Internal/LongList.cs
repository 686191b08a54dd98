using System.Diagnostics;

namespace DaRec.Internal;

/// <summary>A list whose length is counted in 64 bits; it grows by blocks, so that nothing is moved but the first, small ones.</summary>
internal sealed class LongList<T>
    where T : unmanaged
{
    private const int BlockBits = 20;
    private const int BlockLength = 1 << BlockBits;
    private const int FirstLength = 16;

    private readonly List<T[]> _blocks = [];

    public long Count { get; private set; }

    public ref T this[long at]
    {
        get
        {
            Debug.Assert((ulong)at < (ulong)Count);
            return ref _blocks[(int)(at >> BlockBits)][(int)(at & (BlockLength - 1))];
        }
    }

    /// <summary>The elements, block after block.</summary>
    public IEnumerable<ReadOnlyMemory<T>> Blocks
    {
        get
        {
            for (var start = 0L; start < Count; start += BlockLength)
            {
                yield return _blocks[(int)(start >> BlockBits)].AsMemory(0, (int)Math.Min(BlockLength, Count - start));
            }
        }
    }

    public void Add(T value)
    {
        var (block, place) = ((int)(Count >> BlockBits), (int)(Count & (BlockLength - 1)));
        if (block == _blocks.Count)
        {
            _blocks.Add(new T[block == 0 ? FirstLength : BlockLength]);
        }

        var values = _blocks[block];
        if (place == values.Length)
        {
            Array.Resize(ref values, 2 * place);
            _blocks[block] = values;
        }

        values[place] = value;
        Count++;
    }

    public void AddRange(ReadOnlySpan<T> values)
    {
        foreach (var value in values)
        {
            Add(value);
        }
    }

    /// <summary>Drops what follows the first elements.</summary>
    public void Truncate(long count)
    {
        Debug.Assert(count >= 0 && count <= Count);
        Count = count;
        var blocks = (int)((count + BlockLength - 1) >> BlockBits);
        _blocks.RemoveRange(blocks, _blocks.Count - blocks);
    }
}
