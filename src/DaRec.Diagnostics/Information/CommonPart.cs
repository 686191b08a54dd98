namespace DaRec.Diagnostics.Information;

/// <summary>The most that two sources both determine: their common part in the sense of Gács and Körner (1973).</summary>
/// <remarks>
/// Two values d and d′ are joined where p(d, d′) &gt; 0; the common part K is the number of the connected component. K is a function of D
/// and of D′, and every Z = f(D) = g(D′), equal with probability 1, is a function of K: f cannot change along an edge. How small a
/// probability is does not matter, only whether it is 0.
/// </remarks>
public sealed class CommonPart
{
    private readonly int[] _firstParts;
    private readonly int[] _secondParts;

    internal CommonPart(FiniteJoint joint)
    {
        var components = new int[joint.FirstCount + joint.SecondCount]; // a forest: each node's parent, values of D first
        for (var node = 0; node < components.Length; node++)
        {
            components[node] = node;
        }

        for (var first = 0; first < joint.FirstCount; first++)
        {
            for (var second = 0; second < joint.SecondCount; second++)
            {
                if (joint.Sources[first, second] > 0)
                {
                    components[Root(components, first)] = Root(components, joint.FirstCount + second);
                }
            }
        }

        Dictionary<int, int> numbers = [];
        _firstParts = [.. Enumerable.Range(0, joint.FirstCount).Select(first => Number(first, Occurs(joint, first)))];
        _secondParts = [.. Enumerable.Range(0, joint.SecondCount).Select(second => Number(joint.FirstCount + second, occurs: false))];
        Count = numbers.Count;
        PartAndLabel = joint.Table(Count, joint.LabelCount, (first, _, label) => (_firstParts[first], label));

        // The components of values that occur are numbered by D's; the others have none.
        int Number(int node, bool occurs)
        {
            var root = Root(components, node);
            return numbers.TryGetValue(root, out var number) ? number
                : occurs ? numbers[root] = numbers.Count
                : -1;
        }
    }

    /// <summary>How many values K has, ≥ 1.</summary>
    public int Count { get; }

    /// <summary>K for each value of D; −1 for values of probability 0.</summary>
    public IReadOnlyList<int> FirstParts => _firstParts;

    /// <summary>K for each value of D′; −1 for values of probability 0.</summary>
    public IReadOnlyList<int> SecondParts => _secondParts;

    /// <summary>p(K, Y).</summary>
    public PairTable PartAndLabel { get; }

    /// <summary>H(K) in bits, the common information of both sources.</summary>
    public double EntropyBits => PartAndLabel.RowEntropyBits;

    private static bool Occurs(FiniteJoint joint, int first)
    {
        for (var second = 0; second < joint.SecondCount; second++)
        {
            if (joint.Sources[first, second] > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static int Root(int[] parents, int node)
    {
        while (parents[node] != node)
        {
            node = parents[node] = parents[parents[node]];
        }

        return node;
    }
}
