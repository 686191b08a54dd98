namespace DaRec.Recommenders.Graphs;

/// <summary>The nodes that walks from some rows visit, with the weight of each visit.</summary>
/// <param name="rows">Number of rows.</param>
/// <param name="perRow">Visits of a row, at most.</param>
internal sealed class WalkVisits(int rows, int perRow)
{
    /// <summary>Stands where a walk had ended.</summary>
    public const int None = -1;

    private readonly int[] _nodes = new int[checked(rows * perRow)];
    private readonly float[] _weights = new float[rows * perRow];

    /// <summary>How many visits there are.</summary>
    public int Count => _nodes.Length - _nodes.AsSpan().Count(None);

    /// <summary>Nodes that the walks of a row visit, walk by walk.</summary>
    public Span<int> NodesOf(int row) => _nodes.AsSpan(row * perRow, perRow);

    /// <summary>The weights of these visits.</summary>
    public Span<float> WeightsOf(int row) => _weights.AsSpan(row * perRow, perRow);
}
