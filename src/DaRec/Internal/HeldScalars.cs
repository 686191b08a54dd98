using TorchSharp;

namespace DaRec.Internal;

#pragma warning disable RS0030 // this is where scalars are made

/// <summary>Scalars that stay alive while libtorch reads them.</summary>
/// <remarks>
/// TorchSharp hands a scalar's address to libtorch and forgets the object: a collection during the call, which another thread's garbage can
/// bring about, lets its finaliser free what is being read. So each thread keeps the last ones that it made; a call takes fewer.
/// </remarks>
internal static class HeldScalars
{
    private const int Kept = 64; // a power of two, and far more than any call takes

    [ThreadStatic]
    private static Scalar[]? _last;

    [ThreadStatic]
    private static int _next;

    /// <summary>A floating-point number.</summary>
    public static Scalar Held(double value) => Keep(value);

    /// <summary>A whole number.</summary>
    public static Scalar Held(long value) => Keep(value);

    /// <summary>A truth value.</summary>
    public static Scalar Held(bool value) => Keep(value);

    private static Scalar Keep(Scalar scalar)
    {
        (_last ??= new Scalar[Kept])[_next++ & (Kept - 1)] = scalar;
        return scalar;
    }
}
