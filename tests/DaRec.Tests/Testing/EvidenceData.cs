using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Evidence;

namespace DaRec.Tests.Testing;

/// <summary>Users who take items of their own half alone, and texts of items that tell the halves apart, or noise.</summary>
internal sealed class EvidenceData : IDisposable
{
    public const int UserCount = 40;
    public const int ItemCount = 40;
    public const int Width = 12;
    public const int Dim = 8; // of a recommender

    public EvidenceData(int interactionsPerItem, bool noise = false, int seed = 1)
    {
        var random = new Random(seed);
        var (users, items) = (new List<int>(), new List<int>());
        for (var user = 0; user < UserCount; user++)
        {
            int[] own = [.. Enumerable.Range(0, ItemCount).Where(item => item % 2 == user % 2)];
            random.Shuffle(own);
            users.AddRange(Enumerable.Repeat(user, interactionsPerItem)); // as many users as items
            items.AddRange(own[..interactionsPerItem]);
        }

        var texts = new float[ItemCount, Width];
        for (var item = 0; item < ItemCount; item++)
        {
            for (var c = 0; c < Width; c++)
            {
                texts[item, c] = random.NextSingle() + (!noise && c < 3 && item % 2 == 0 ? 1 : 0); // the first three tell
            }
        }

        Interactions = Interactions.FromPairs([.. users], [.. items], UserCount, ItemCount);
        Texts = FrozenEmbeddings.FromArray(texts);
        Fitted = TextEvidence.Fit(Texts, Interactions);
    }

    public Interactions Interactions { get; }

    public FrozenEmbeddings Texts { get; }

    public TextEvidence Fitted { get; }

    public DaRecAligner Aligner(DaRecOptions? options = null) => new(Dim, Interactions, Texts, options: options);

    public void Dispose()
    {
        Fitted.Dispose();
        Texts.Dispose();
    }
}
