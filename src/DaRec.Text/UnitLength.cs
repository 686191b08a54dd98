namespace DaRec.Text;

/// <summary>Vectors at unit length; a zero vector stays one.</summary>
internal static class UnitLength
{
    public static void Apply(Span<float> vector)
    {
        var squares = 0.0;
        foreach (var value in vector)
        {
            squares += (double)value * value;
        }

        var scale = squares > 0 ? 1 / Math.Sqrt(squares) : 0;
        foreach (ref var value in vector)
        {
            value = (float)(value * scale);
        }
    }
}
