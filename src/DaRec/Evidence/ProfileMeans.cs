using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Data;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>What <see cref="TextProfiles.Means"/> gives, a user after another, in no more memory than the result takes.</summary>
internal static unsafe class ProfileMeans
{
    private const int PartUsers = 256;

    /// <summary>p of all users, float32, (n_u, r); 0 for users without interactions.</summary>
    /// <param name="texts">z, float32, (n_i, r).</param>
    /// <param name="interactions">All.</param>
    public static Tensor Of(Tensor texts, Interactions interactions)
    {
        using var scope = NewDisposeScope();
        var rows = texts.contiguous();
        var (count, width) = (interactions.UserCount, (int)rows.size(1));
        var shares = Array.ConvertAll(interactions.ItemDegrees(), degree => 1 / MathF.Sqrt(1 + degree));
        var means = zeros(count, width);
        var (source, target) = ((nint)TensorMemory.Address(rows), (nint)TensorMemory.Address(means));
        TorchThreads.For((count + PartUsers - 1) / PartUsers, part =>
        {
            for (var user = part * PartUsers; user < Math.Min((part + 1) * PartUsers, count); user++)
            {
                Mean((float*)source, interactions.ItemsOf(user), shares, (float*)target + ((nint)user * width), width);
            }
        });
        return means.MoveToOuterDisposeScope();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mean(float* texts, ReadOnlySpan<int> items, float[] shares, float* mean, int width)
    {
        var total = 0f;
        foreach (var item in items)
        {
            total += shares[item];
        }

        foreach (var item in items)
        {
            var row = texts + ((nint)item * width);
            var (c, share) = (0, shares[item] / total);
            var factor = new Vector<float>(share);
            for (; c <= width - Vector<float>.Count; c += Vector<float>.Count)
            {
                (Vector.Load(mean + c) + (Vector.Load(row + c) * factor)).Store(mean + c);
            }

            for (; c < width; c++)
            {
                mean[c] += row[c] * share;
            }
        }
    }
}
