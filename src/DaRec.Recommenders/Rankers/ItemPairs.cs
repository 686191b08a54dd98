using DaRec.Data;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>Dense matrices over pairs of items, float32 on the CPU.</summary>
/// <remarks>
/// float32 is enough: on Amazon-book, weights of EASE differ from those in float64 by 2e-7, where the largest is 0.2, and no metric differs
/// in its fifth digit. It takes half the memory and half the time.
/// </remarks>
internal static class ItemPairs
{
    private const int PartRows = 16;
    private const long BlockColumns = 512;

    /// <summary>Throws where the matrix would take more memory than stated.</summary>
    /// <exception cref="ArgumentException">More than <see cref="ItemWeights.MaxItems"/> items.</exception>
    public static void EnsureFit(Interactions train)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (train.ItemCount > ItemWeights.MaxItems)
        {
            throw new ArgumentException(
                $"Expected at most {ItemWeights.MaxItems} items, for which a matrix of all pairs takes 4 GiB; got {train.ItemCount} items, " +
                $"which take {4L * train.ItemCount * train.ItemCount >> 30} GiB. Leave rare items out, or train a model with embeddings.",
                nameof(train));
        }

        EnsureAny(train);
    }

    /// <summary>Throws where there is nothing to learn from.</summary>
    /// <exception cref="ArgumentException">No interaction.</exception>
    public static void EnsureAny(Interactions train)
    {
        if (train.Count == 0)
        {
            throw new ArgumentException("Expected training interactions, got none.", nameof(train));
        }
    }

    /// <summary>Xᵀ diag(w) X: over the users that two items share, the sum of w; shape (n_i, n_i).</summary>
    /// <param name="train">X.</param>
    /// <param name="userWeights">w; null for ones, which counts the users.</param>
    public static unsafe Tensor Shared(Interactions train, float[]? userWeights = null)
    {
        var byItem = train.Transpose();
        var (count, result) = (train.ItemCount, zeros(train.ItemCount, train.ItemCount, dtype: ScalarType.Float32));
        var address = (nint)TensorMemory.Address(result);
        TorchThreads.For((count + PartRows - 1) / PartRows, part =>
        {
            for (var item = part * PartRows; item < Math.Min((part + 1) * PartRows, count); item++)
            {
                var row = (float*)address + ((nint)item * count);
                foreach (var user in byItem.ItemsOf(item))
                {
                    var weight = userWeights is null ? 1 : userWeights[user];
                    foreach (var other in train.ItemsOf(user))
                    {
                        row[other] += weight;
                    }
                }
            }
        });
        return result;
    }

    /// <summary>Keeps the k largest entries of each column and sets the others to 0, in place; null keeps all.</summary>
    public static void KeepLargest(Tensor matrix, int? k)
    {
        if (k is not { } kept || kept >= matrix.size(0))
        {
            return;
        }

        for (var start = 0L; start < matrix.size(1); start += BlockColumns)
        {
            using var scope = NewDisposeScope();
            var block = matrix.narrow(1, start, Math.Min(BlockColumns, matrix.size(1) - start));
            var (values, rows) = block.topk(kept, dim: 0);
            block.zero_().scatter_(0, rows, values);
        }
    }

    /// <summary>Sets the diagonal to 0, in place: no item scores itself.</summary>
    public static Tensor ClearDiagonal(Tensor matrix)
    {
        using var diagonal = matrix.diagonal();
        diagonal.zero_();
        return matrix;
    }
}
