using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>The distinct rows of a table that a step uses, in the order in which they joined, and the place of each among them.</summary>
/// <param name="tableRows">Number of the table's rows.</param>
internal sealed class StepRows(int tableRows)
{
    private readonly int[] _places = new int[tableRows]; // of each row among those of the step, from 1; 0 where it is none of them
    private int[] _rows = [];

    public int Count { get; private set; }

    public ReadOnlyMemory<int> Numbers => _rows.AsMemory(0, Count);

    /// <summary>Where rows stand, int64; those that are new join.</summary>
    /// <param name="numbers">Int64.</param>
    /// <param name="first">The row of number 0.</param>
    public unsafe Tensor Join(Tensor numbers, int first)
    {
        var count = (int)numbers.numel();
        var places = empty(count, dtype: ScalarType.Int64);
        if (count == 0)
        {
            return places;
        }

        var source = (long*)TensorMemory.Address(numbers.contiguous());
        var target = (long*)TensorMemory.Address(places);
        for (var i = 0; i < count; i++)
        {
            target[i] = Join(first + (int)source[i]);
        }

        return places;
    }

    /// <summary>
    /// The matrix that makes embeddings of the rows so far from those of all rows: each row itself, and its visits, whose nodes join.
    /// </summary>
    /// <param name="visits">Of the rows so far.</param>
    public SparseMatrix Join(WalkVisits visits)
    {
        var rows = Count;
        var entries = rows + visits.Count;
        var (offsets, columns, values, entry) = (new int[rows + 1], new int[entries], new float[entries], 0);
        for (var row = 0; row < rows; row++)
        {
            (columns[entry], values[entry++]) = (row, 1);
            var nodes = visits.NodesOf(row);
            var weights = visits.WeightsOf(row);
            for (var i = 0; i < nodes.Length; i++)
            {
                if (nodes[i] != WalkVisits.None)
                {
                    (columns[entry], values[entry++]) = (Join(nodes[i]), weights[i]);
                }
            }

            offsets[row + 1] = entry;
        }

        return SparseMatrix.FromRows(new CsrStructure(offsets, columns), values, Count);
    }

    /// <summary>These rows of a table as a leaf of their own, whose gradient is as small.</summary>
    public Tensor Take(Tensor table)
    {
        using var noGrad = no_grad();
        var numbers = tensor(Numbers.ToArray(), dtype: ScalarType.Int64);
        return table.detach().index_select(0, numbers).requires_grad_();
    }

    public void Clear()
    {
        foreach (var row in Numbers.Span)
        {
            _places[row] = 0;
        }

        Count = 0;
    }

    private int Join(int row)
    {
        ref var place = ref _places[row];
        if (place == 0)
        {
            if (Count == _rows.Length)
            {
                Array.Resize(ref _rows, Math.Max(1024, 2 * Count));
            }

            _rows[Count++] = row;
            place = Count;
        }

        return place - 1;
    }
}
