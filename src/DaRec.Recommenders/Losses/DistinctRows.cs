using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Losses;

/// <summary>The distinct row numbers of a batch, and how often each occurs: a row that occurs twice needs its loss once.</summary>
internal static class DistinctRows
{
    /// <summary>Numbers in ascending order, int64, and their shares, which sum to <paramref name="total"/>; both of shape (m).</summary>
    /// <param name="numbers">Int64, each of shape (b).</param>
    /// <param name="total">What all occurrences together weigh.</param>
    /// <param name="like">Has the element type and device of the weights.</param>
    public static (Tensor Rows, Tensor Weights) Of(Tensor numbers, double total, Tensor like)
    {
        using var scope = NewDisposeScope();
        var all = TensorMemory.ToArray<long>(numbers.cpu().contiguous());
        Array.Sort(all);
        var (rows, counts) = (new List<long>(), new List<double>());
        foreach (var number in all)
        {
            if (rows.Count > 0 && rows[^1] == number)
            {
                counts[^1]++;
            }
            else
            {
                rows.Add(number);
                counts.Add(1);
            }
        }

        var weights = tensor(counts.ToArray()).mul(total / all.Length).to(like.dtype, like.device);
        return (tensor(rows.ToArray()).to(numbers.device).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}
