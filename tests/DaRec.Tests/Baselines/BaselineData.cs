using DaRec.Embeddings;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Tests.Models;
using DaRec.Tests.Testing;
using static TorchSharp.torch;

namespace DaRec.Tests.Baselines;

/// <summary>The small graph with texts of width 7 for users, items or both.</summary>
internal static class BaselineData
{
    public const int TextWidth = 7;

    public static Dataset Create(bool users = true, bool items = true) => new(
        SmallGraph.Train,
        itemEmbeddings: items ? Texts(SmallGraph.NodeCount - SmallGraph.UserCount, 11) : null,
        userEmbeddings: users ? Texts(SmallGraph.UserCount, 12) : null);

    public static LightGcn Backbone()
    {
        using var generator = new Generator(7);
        return new LightGcn(SmallGraph.Train, 5, new LightGcnOptions { Layers = 2, KeepProbability = 1 }, generator: generator);
    }

    private static FrozenEmbeddings Texts(int rows, ulong seed)
    {
        using var values = Tensors.Random(rows, TextWidth, seed, ScalarType.Float32);
        return FrozenEmbeddings.FromTensor(values);
    }
}
