using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Kernels;

namespace DaRec.Recommenders.Losses;

/// <summary>The part of a contrastive loss that draws a row to its partner, −w s ⟨a, p⟩, and its gradients.</summary>
internal static unsafe class PartnerTerm
{
    /// <summary>⟨a, p⟩.</summary>
    /// <param name="anchor">a, filled up with zeros to whole vectors.</param>
    /// <param name="partner">p, likewise.</param>
    /// <param name="width">Elements of each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Product<T>(T* anchor, T* partner, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var products = Vector<T>.Zero;
        for (var c = 0; c < width; c += Vector<T>.Count)
        {
            products = VectorMath.MultiplyAdd(Vector.Load(anchor + c), Vector.Load(partner + c), products);
        }

        return Vector.Sum(products);
    }

    /// <summary>The term of one row; adds its gradient to the anchor's sum and writes the partner's, where they are not null.</summary>
    /// <param name="anchor">a, filled up with zeros to whole vectors.</param>
    /// <param name="partner">p, likewise.</param>
    /// <param name="factor">w s.</param>
    /// <param name="share">The partner's part P of the anchor's sum, whose gradient is added here too; 0 where the sum has none.</param>
    /// <param name="width">Elements of each.</param>
    /// <param name="anchorSum">Gets −w s (1 − P) p added.</param>
    /// <param name="partnerSum">Becomes −w s (1 − P) a.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Add<T>(T* anchor, T* partner, T factor, T share, int width, T* anchorSum, T* partnerSum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scale = new Vector<T>(-factor * (T.One - share));
        for (var c = 0; c < width; c += Vector<T>.Count)
        {
            if (anchorSum is not null)
            {
                VectorMath.MultiplyAdd(scale, Vector.Load(partner + c), Vector.Load(anchorSum + c)).Store(anchorSum + c);
            }

            if (partnerSum is not null)
            {
                (scale * Vector.Load(anchor + c)).Store(partnerSum + c);
            }
        }

        return -double.CreateTruncating(factor) * double.CreateTruncating(Product(anchor, partner, width));
    }
}
