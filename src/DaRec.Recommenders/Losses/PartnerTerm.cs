using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Kernels;

namespace DaRec.Recommenders.Losses;

/// <summary>The part of a contrastive loss that draws a row to its partner, −w s ⟨a, p⟩, and its gradients.</summary>
internal static unsafe class PartnerTerm
{
    /// <summary>The term of one row; adds its gradient to the anchor's sum and writes the partner's, where they are not null.</summary>
    /// <param name="anchor">a, filled up with zeros to whole vectors.</param>
    /// <param name="partner">p, likewise.</param>
    /// <param name="factor">w s.</param>
    /// <param name="width">Elements of each.</param>
    /// <param name="anchorSum">Gets −w s p added.</param>
    /// <param name="partnerSum">Becomes −w s a.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Add<T>(T* anchor, T* partner, T factor, int width, T* anchorSum, T* partnerSum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (lanes, products, scale) = (Vector<T>.Count, Vector<T>.Zero, new Vector<T>(-factor));
        for (var c = 0; c < width; c += lanes)
        {
            var (a, p) = (Vector.Load(anchor + c), Vector.Load(partner + c));
            products = VectorMath.MultiplyAdd(a, p, products);
            if (anchorSum is not null)
            {
                VectorMath.MultiplyAdd(scale, p, Vector.Load(anchorSum + c)).Store(anchorSum + c);
            }

            if (partnerSum is not null)
            {
                (scale * a).Store(partnerSum + c);
            }
        }

        return -double.CreateTruncating(factor) * double.CreateTruncating(Vector.Sum(products));
    }
}
