namespace DaRec.Recommenders.Evaluation;

/// <summary>What a hit at each rank gains, and the most that hits can gain together.</summary>
internal sealed class DiscountedGain
{
    private readonly double[] _gains; // 1/log₂(r + 1) of rank r, at r − 1
    private readonly double[] _sums; // of the first ranks' gains

    /// <summary>The gains of ranks 1 to <paramref name="depth"/>, ≥ 0.</summary>
    public DiscountedGain(int depth)
    {
        (_gains, _sums) = (new double[depth], new double[depth + 1]);
        for (var place = 0; place < depth; place++)
        {
            _gains[place] = 1 / Math.Log2(place + 2);
            _sums[place + 1] = _sums[place] + _gains[place];
        }
    }

    /// <summary>1/log₂(r + 1) of rank r = <paramref name="place"/> + 1.</summary>
    public double this[int place] => _gains[place];

    /// <summary>Σ_{r ≤ hits} 1/log₂(r + 1): all hits at the first ranks.</summary>
    public double Ideal(int hits) => _sums[hits];
}
