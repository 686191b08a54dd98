using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DaRec.Kernels;

/// <content>The same steps in vectors of 512 bits.</content>
internal sealed unsafe partial class NeighborhoodSweep<T>
{
    // Cosines to both e, and the sums over rows and, off the diagonal, columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void ExponentiateWide(T* ours, T* theirs, int i, int j, bool gather)
    {
        var (lanes, size, both) = (Vector512<T>.Count, Size, i != j);
        long rows = (long)i * size, columns = (long)j * size;
        var scale = Vector512.Create(_inverseTemperature);
        for (var r = 0; r < size; r++, ours += size, theirs += size)
        {
            var mask = Vector512.Create(_masks[rows + r]);
            var (sums, languageSums, crosses) = (Vector512<T>.Zero, Vector512<T>.Zero, Vector512<T>.Zero);
            for (var c = 0; c < size; c += lanes)
            {
                var at = columns + c;
                var masks = mask + Vector512.Load(_masks + at);
                var x = VectorMath.MultiplyAdd(scale, Vector512.Load(ours + c), masks);
                var y = VectorMath.MultiplyAdd(scale, Vector512.Load(theirs + c), masks);
                var (e, languageE) = (VectorMath.Exp(x), VectorMath.Exp(y));
                e.Store(ours + c);
                languageE.Store(theirs + c);
                if (gather)
                {
                    var cross = languageE * (y - x);
                    sums += e;
                    languageSums += languageE;
                    crosses += cross;
                    if (both)
                    {
                        (Vector512.Load(_normalizers + at) + e).Store(_normalizers + at);
                        (Vector512.Load(_languageNormalizers + at) + languageE).Store(_languageNormalizers + at);
                        (Vector512.Load(_crosses + at) + cross).Store(_crosses + at);
                    }
                }
            }

            if (gather)
            {
                _normalizers[rows + r] += Vector512.Sum(sums);
                _languageNormalizers[rows + r] += Vector512.Sum(languageSums);
                _crosses[rows + r] += Vector512.Sum(crosses);
            }
        }
    }

    // G in place of e_C.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void CombineWide(T* tiles, int i, int j)
    {
        T* ours = tiles, theirs = tiles + TileElements;
        var (lanes, size) = (Vector512<T>.Count, Size);
        long rows = (long)i * size, columns = (long)j * size;
        for (var r = 0; r < size; r++, ours += size, theirs += size)
        {
            var share = Vector512.Create(_normalizers[rows + r]);
            var languageShare = Vector512.Create(_languageNormalizers[rows + r]);
            for (var c = 0; c < size; c += lanes)
            {
                var at = columns + c;
                var e = Vector512.Load(ours + c) * (share + Vector512.Load(_normalizers + at));
                (e - (Vector512.Load(theirs + c) * (languageShare + Vector512.Load(_languageNormalizers + at)))).Store(ours + c);
            }
        }
    }
}
