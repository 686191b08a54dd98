using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>How much each node is like its surroundings, and a noisy choice of the most alike: AutoCF's seeds of masking.</summary>
/// <remarks>
/// <code>score = log σ(cos(s, e)) + G,  s = A (A e − e) − D e</code>
/// with A the adjacency without weights, D its row sums and G Gumbel noise, so that the highest scores are a draw without replacement
/// with probabilities in proportion to σ. As in RLMRec's harness, s is the sum over a node's walks of two steps to others, less that
/// over its neighbours; a mean has the same cosine. A node without neighbours has cosine 0.
/// </remarks>
internal sealed class NodeScores(CsrStructure graph, SparseMatrix adjacency, Random random)
{
    /// <summary>Noisy scores, with gradient to the embeddings, shape (n).</summary>
    /// <param name="embeddings">e, shape (n, d).</param>
    public Tensor Of(Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        var degrees = Uploads.Send(tensor(Degrees()).unsqueeze(1).to(embeddings.dtype), embeddings.device); // (n, 1)
        var around = adjacency.Multiply(adjacency.Multiply(embeddings).sub(embeddings)).sub(embeddings.mul(degrees)); // s
        var alike = Rows.Normalize(around).mul(Rows.Normalize(embeddings)).sum(1L); // (n)
        var noise = Uploads.Send(tensor(Gumbel()).to(embeddings.dtype), embeddings.device);
        return MetaForms.LogSigmoid(alike).add(noise, Held(1)).MoveToOuterDisposeScope();
    }

    /// <summary>The nodes with the highest scores, or all of them if they are fewer.</summary>
    public static int[] Highest(Tensor scores, int count)
    {
        using var scope = NewDisposeScope();
        var (_, nodes) = scores.detach().topk((int)Math.Min(count, scores.numel()));
        return Array.ConvertAll(HostReads.ToArray<long>(nodes), node => (int)node);
    }

    private float[] Degrees()
    {
        var degrees = new float[graph.RowCount];
        for (var node = 0; node < degrees.Length; node++)
        {
            degrees[node] = graph.Offsets[node + 1] - graph.Offsets[node];
        }

        return degrees;
    }

    private double[] Gumbel()
    {
        var noise = new double[graph.RowCount];
        for (var node = 0; node < noise.Length; node++)
        {
            noise[node] = -Math.Log(-Math.Log(Math.Max(random.NextDouble(), 1e-8))); // 0 would give −∞
        }

        return noise;
    }
}
