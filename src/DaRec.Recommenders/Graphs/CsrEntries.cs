using System.Buffers;
using System.Runtime.CompilerServices;
using DaRec.Internal;

namespace DaRec.Recommenders.Graphs;

/// <summary>The entries that a product takes: row i holds those from Offsets[i] on and before its end.</summary>
/// <remarks>Without dropout they are the matrix's own; with it, those kept, in arrays that go back to their pool on disposal.</remarks>
internal sealed class CsrEntries : IDisposable
{
    private const int PartEntries = 1 << 13;

    private readonly bool _isRented;

    private CsrEntries(CsrStructure structure, int[] ends, int firstEnd, int[] columns, float[] values, bool isRented)
    {
        (Structure, Ends, FirstEnd, Columns, Values) = (structure, ends, firstEnd, columns, values);
        _isRented = isRented;
    }

    public CsrStructure Structure { get; }

    public int[] Columns { get; }

    public float[] Values { get; }

    /// <summary>Where rows end, that of row 0 at <see cref="FirstEnd"/>.</summary>
    public int[] Ends { get; }

    public int FirstEnd { get; }

    public static CsrEntries All(CsrForm form) =>
        new(form.Structure, form.Structure.Offsets, 1, form.Structure.Columns, form.Values, isRented: false);

    public static CsrEntries Kept(CsrForm form, EntryDropout dropout)
    {
        var structure = form.Structure;
        var count = structure.Columns.Length;
        var kept = new CsrEntries(
            structure,
            ArrayPool<int>.Shared.Rent(structure.RowCount),
            0,
            ArrayPool<int>.Shared.Rent(count),
            ArrayPool<float>.Shared.Rent(count),
            isRented: true);
        var parts = Math.Clamp(count / PartEntries, 1, structure.RowCount);
        var bounds = structure.Balance(parts);
        TorchThreads.For(parts, part => kept.Take(form, dropout, bounds[part], bounds[part + 1]));
        return kept;
    }

    public void Dispose()
    {
        if (_isRented)
        {
            ArrayPool<int>.Shared.Return(Ends);
            ArrayPool<int>.Shared.Return(Columns);
            ArrayPool<float>.Shared.Return(Values);
        }
    }

    // Every entry is written where the next kept one belongs, and that place moves on if it is kept: no branch to mispredict.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(CsrForm form, EntryDropout dropout, int first, int end)
    {
        var (columns, values, ends) = (Columns, Values, Ends);
        var (offsets, allColumns, allValues) = (form.Structure.Offsets, form.Structure.Columns, form.Values);
        for (var row = first; row < end; row++)
        {
            var place = offsets[row];
            for (var entry = place; entry < offsets[row + 1]; entry++)
            {
                (columns[place], values[place]) = (allColumns[entry], allValues[entry]);
                place += dropout.Keeps(form.NumberOf(entry)) ? 1 : 0;
            }

            ends[row] = place;
        }
    }
}
