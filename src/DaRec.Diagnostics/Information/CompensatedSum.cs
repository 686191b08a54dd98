namespace DaRec.Diagnostics.Information;

/// <summary>A sum whose error does not grow with the number of its terms (Neumaier, 1974).</summary>
internal struct CompensatedSum
{
    private double _sum;
    private double _lost; // what the additions rounded away

    public readonly double Value => _sum + _lost;

    public static double Of(ReadOnlySpan<double> values)
    {
        var sum = default(CompensatedSum);
        foreach (var value in values)
        {
            sum.Add(value);
        }

        return sum.Value;
    }

    public void Add(double value)
    {
        var next = _sum + value;
        _lost += Math.Abs(_sum) >= Math.Abs(value) ? _sum - next + value : value - next + _sum;
        _sum = next;
    }
}
