namespace DaRec.Diagnostics.Information;

/// <summary>The k smallest of a row's distances, ascending.</summary>
internal ref struct NearestDistances(Span<double> nearest)
{
    private readonly Span<double> _nearest = nearest;

    /// <summary>The k-th smallest.</summary>
    public readonly double Farthest => _nearest[^1];

    /// <summary>Forgets all.</summary>
    public readonly void Clear() => _nearest.Fill(double.PositiveInfinity);

    /// <summary>Takes one more distance.</summary>
    public readonly void Add(double distance)
    {
        if (distance >= Farthest)
        {
            return;
        }

        var at = _nearest.Length - 1;
        for (; at > 0 && _nearest[at - 1] > distance; at--)
        {
            _nearest[at] = _nearest[at - 1];
        }

        _nearest[at] = distance;
    }

    /// <summary>
    /// The radius within which neighbours count: the largest number below the k-th distance, so that only those nearer than it count; 0
    /// where k rows or more equal this one, and then all that equal it count.
    /// </summary>
    public readonly double Radius => Farthest > 0 ? Math.BitDecrement(Farthest) : 0;
}
