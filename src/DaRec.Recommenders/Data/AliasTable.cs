namespace DaRec.Recommenders.Data;

/// <summary>Draws numbers with given probabilities in constant time (Walker, 1977; Vose, 1991).</summary>
internal sealed class AliasTable
{
    private readonly double[] _shares; // of each cell, what is its own number's
    private readonly int[] _others; // whose the rest is

    /// <summary>Builds the table in linear time.</summary>
    /// <param name="weights">Finite and ≥ 0, at least one above 0.</param>
    public AliasTable(double[] weights)
    {
        var mean = weights.Sum() / weights.Length;
        (_shares, _others) = (new double[weights.Length], new int[weights.Length]);
        var (poor, rich) = (new Stack<int>(), new Stack<int>());
        for (var at = 0; at < weights.Length; at++)
        {
            (_shares[at], _others[at]) = (weights[at] / mean, at);
            (_shares[at] < 1 ? poor : rich).Push(at);
        }

        while (poor.Count > 0 && rich.Count > 0)
        {
            var (small, large) = (poor.Pop(), rich.Pop());
            _others[small] = large;
            _shares[large] -= 1 - _shares[small];
            (_shares[large] < 1 ? poor : rich).Push(large);
        }

        foreach (var rest in poor.Concat(rich)) // rounding
        {
            _shares[rest] = 1;
        }
    }

    /// <summary>A number in [0, weights).</summary>
    /// <param name="cell">Uniform over all 64-bit numbers.</param>
    /// <param name="uniform">In [0, 1).</param>
    public int Draw(ulong cell, double uniform)
    {
        var at = (int)Math.BigMul(cell, (ulong)_shares.Length, out _);
        return uniform < _shares[at] ? at : _others[at];
    }
}
