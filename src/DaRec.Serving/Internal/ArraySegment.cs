namespace DaRec.Serving.Internal;

/// <summary>Rows in an array.</summary>
internal sealed class ArraySegment(float[] values, int width) : VectorSegment(values.Length / width, width)
{
    /// <inheritdoc/>
    public override bool CanMove => true;

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Rows(int first, int count) => values.AsSpan(first * Width, count * Width);
}
