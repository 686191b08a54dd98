using DaRec.Data;
using DaRec.Recommenders.Training;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

/// <summary>Ten nodes, four users and six items, one of each without an interaction, and a batch of triplets.</summary>
internal static class SmallGraph
{
    public const int UserCount = 4;
    public const int NodeCount = 10;

    public static Interactions Train { get; } =
        Interactions.FromPairs([0, 0, 0, 1, 1, 2, 2], [0, 1, 2, 1, 3, 0, 4], UserCount, NodeCount - UserCount);

    public static (int User, int Positive, int Negative)[] Triplets { get; } = [(0, 1, 5), (1, 3, 0), (2, 0, 1), (0, 2, 3), (0, 1, 4)];

    public static TripletBatch Batch() => new()
    {
        Users = tensor(Triplets.Select(triplet => (long)triplet.User).ToArray()),
        Positives = tensor(Triplets.Select(triplet => (long)triplet.Positive).ToArray()),
        Negatives = tensor(Triplets.Select(triplet => (long)triplet.Negative).ToArray()),
    };
}
