using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Internal;
using static System.Numerics.Vector;
using static DaRec.Kernels.VectorMath;

namespace DaRec.Recommenders.Graphs;

/// <summary>The CPU kernel of <see cref="GraphAttention"/>.</summary>
/// <remarks>
/// A row's neighbours are taken a few at a time, head by head: inner products with all of them, then exponentials of whole vectors,
/// then sums of rows that are in the cache by now.
/// </remarks>
internal static unsafe class AttentionKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int BlockEntries = 32; // a multiple of any vector; rows of four tables of width 32 fill half a first-level cache

    private delegate void RowLoop(int* offsets, int* columns, int first, int end);

    /// <summary>Fills the result and the scales.</summary>
    public static void Forward(CsrStructure graph, int heads, int width, AttentionTables<T> tables) =>
        Run(graph, width, (offsets, columns, first, end) => Forward(offsets, columns, first, end, heads, width, tables));

    /// <summary>Fills the three gradients.</summary>
    public static void Backward(CsrStructure graph, int heads, int width, AttentionTables<T> tables) =>
        Run(graph, width, (offsets, columns, first, end) => Backward(offsets, columns, first, end, heads, width, tables));

    private static void Run(CsrStructure graph, int width, RowLoop loop)
    {
        var bounds = graph.Parts(width);
        TorchThreads.For(
            bounds.Length - 1,
            part =>
            {
                fixed (int* offsets = graph.Offsets, columns = graph.Columns)
                {
                    loop(offsets, columns, bounds[part], bounds[part + 1]);
                }
            },
            graph.Work(4L * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward(int* offsets, int* columns, int first, int end, int heads, int width, in AttentionTables<T> tables)
    {
        var weights = stackalloc T[BlockEntries];
        var (head, epsilon) = (width / heads, T.CreateTruncating(GraphAttention.Epsilon));
        for (var row = (nint)first; row < end; row++)
        {
            T* queries = tables.Queries + (row * width), result = tables.Result + (row * width), scales = tables.Scales + (row * heads);
            new Span<T>(result, width).Clear();
            new Span<T>(scales, heads).Clear();
            for (var entry = offsets[row]; entry < offsets[row + 1]; entry += BlockEntries)
            {
                var block = new NeighborBlock<T>(columns + entry, Math.Min(BlockEntries, offsets[row + 1] - entry), width, head);
                for (var (h, column) = (0, 0); h < heads; h++, column += head)
                {
                    block.Dots(queries + column, tables.Keys + column, weights);
                    scales[h] += Exponentials(weights, block.Count);
                    block.AddRows(weights, tables.Values + column, result + column);
                }
            }

            for (var (h, column) = (0, 0); h < heads; h++)
            {
                scales[h] = T.One / (scales[h] + epsilon);
                for (var left = head; left > 0; left--)
                {
                    result[column++] *= scales[h];
                }
            }
        }
    }

    // With a = e_rt / (Σ_s e_rs + ε), the gradient to a logit is a_rt (⟨g_r, v_t⟩ − ⟨g_r, out_r⟩). Row r of the gradients takes
    // k_t from what r attends to, and q_t and g_t from those that attend to r.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward(int* offsets, int* columns, int first, int end, int heads, int width, in AttentionTables<T> tables)
    {
        T* giving = stackalloc T[BlockEntries], ofGiving = stackalloc T[BlockEntries]; // a_rt
        T* taking = stackalloc T[BlockEntries], ofTaking = stackalloc T[BlockEntries]; // a_tr
        T* scales = stackalloc T[BlockEntries], shares = stackalloc T[BlockEntries]; // of the neighbours
        var (lanes, head) = (Vector<T>.Count, width / heads);
        for (var row = (nint)first; row < end; row++)
        {
            var start = row * width;
            new Span<T>(tables.OfQueries + start, width).Clear();
            new Span<T>(tables.OfKeys + start, width).Clear();
            new Span<T>(tables.OfValues + start, width).Clear();
            for (var entry = offsets[row]; entry < offsets[row + 1]; entry += BlockEntries)
            {
                var block = new NeighborBlock<T>(columns + entry, Math.Min(BlockEntries, offsets[row + 1] - entry), width, head);
                for (var (h, column) = (0, (nint)0); h < heads; h++, column += head)
                {
                    T* queries = tables.Queries + column, keys = tables.Keys + column;
                    T* values = tables.Values + column, outer = tables.Outer + column;
                    block.Dots(queries + start, keys, giving);
                    block.Dots(outer + start, values, ofGiving);
                    block.Dots(keys + start, queries, taking);
                    block.Dots(values + start, outer, ofTaking);
                    for (var i = 0; i < block.Count; i++)
                    {
                        var place = ((nint)columns[entry + i] * heads) + h;
                        (scales[i], shares[i]) = (tables.Scales[place], tables.Shares[place]);
                    }

                    var (scale, share) = (new Vector<T>(tables.Scales[(row * heads) + h]), new Vector<T>(tables.Shares[(row * heads) + h]));
                    for (var i = 0; i < block.Count; i += lanes)
                    {
                        Attention(giving + i, scale, ofGiving + i, share);
                        Attention(taking + i, Load(scales + i), ofTaking + i, Load(shares + i));
                    }

                    block.AddRows(ofGiving, keys, tables.OfQueries + start + column);
                    block.AddRows(ofTaking, queries, tables.OfKeys + start + column);
                    block.AddRows(taking, outer, tables.OfValues + start + column);
                }
            }
        }
    }

    // Logits become e; their sum.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Exponentials(T* weights, int count)
    {
        var (lanes, i, sums) = (Vector<T>.Count, 0, Vector<T>.Zero);
        for (; i <= count - lanes; i += lanes)
        {
            var exponentials = Exponential(Load(weights + i));
            exponentials.Store(weights + i);
            sums += exponentials;
        }

        var sum = Sum(sums);
        if (i < count)
        {
            Exponential(Load(weights + i)).Store(weights + i); // whatever lies behind the last neighbour is not read
            for (; i < count; i++)
            {
                sum += weights[i];
            }
        }

        return sum;
    }

    // Logits become a; gradients to a become those to logits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Attention(T* logits, Vector<T> scale, T* gradients, Vector<T> share)
    {
        var logit = Load(logits);
        var attention = Exponential(logit) * scale;
        attention.Store(logits);
        var moves = LessThanOrEqual(Abs(logit), new Vector<T>(T.CreateTruncating(GraphAttention.LargestLogit)));
        var slope = attention * (Load(gradients) - share);
        ConditionalSelect(moves, slope, Vector<T>.Zero).Store(gradients);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Exponential(Vector<T> logit)
    {
        var largest = new Vector<T>(T.CreateTruncating(GraphAttention.LargestLogit));
        return Exp(Max(-largest, Min(largest, logit)));
    }
}
