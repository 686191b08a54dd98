using DaRec.Data;
using DaRec.Internal;

namespace DaRec.Recommenders.Data;

/// <summary>Keeps all interactions of some items out of training, to measure recommendations of new items.</summary>
/// <remarks>
/// The protocol of the ColdRec benchmark. A share of the items is cold: half of them have all their interactions in validation, the others
/// in test. Of the interactions of warm items, random shares go to validation and test, but for those whose user or item would have no
/// training interaction: they go to training. The cold items of a part are those in it without a training interaction; warm and cold
/// items can so be ranked together or apart.
/// </remarks>
public static class ColdItemSplitter
{
    /// <summary>Divides interactions.</summary>
    /// <param name="interactions">The interactions to divide.</param>
    /// <param name="cold">Share of the items with any interaction that are cold, in [0, 1); ⌈n · cold⌉ of n. The benchmark has 0.2.</param>
    /// <param name="validation">Share of the warm interactions for validation, in [0, 1). The benchmark has 0.1.</param>
    /// <param name="test">
    /// Share of the warm interactions for test, in [0, 1). The benchmark has 0.1. The sum of both shares is below 1.
    /// </param>
    /// <param name="seed">Seed of the choice; the same seed gives the same parts.</param>
    public static InteractionSplit Split(Interactions interactions, double cold, double validation, double test, int seed)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        Guard.Fraction(cold);
        HeldOutShares.Check(validation, test);
        var random = new Random(seed);
        var kinds = Kinds(interactions, cold, random);
        var (train, validationPart, testPart) = (new PairList(), new PairList(), new PairList());
        var warm = DealCold(interactions, kinds, validationPart, testPart);
        random.Shuffle(warm);
        var validationCount = HeldOutShares.Portion(warm.Length, validation);
        var testCount = HeldOutShares.Portion(warm.Length, test);

        // Those for training first: what is held out depends on what they know.
        var (hasUser, hasItem) = (new bool[interactions.UserCount], new bool[interactions.ItemCount]);
        for (var i = warm.Length - 1; i >= 0; i--)
        {
            var (user, item) = warm[i];
            var isHeldOut = i < validationCount + testCount && hasUser[user] && hasItem[item];
            (isHeldOut ? i < validationCount ? validationPart : testPart : train).Add(user, item);
            hasUser[user] |= !isHeldOut;
            hasItem[item] |= !isHeldOut;
        }

        return InteractionSplit.Of(train, validationPart, testPart, interactions.UserCount, interactions.ItemCount);
    }

    private enum Kind : byte
    {
        Warm,
        ColdValidation,
        ColdTest,
    }

    private static Kind[] Kinds(Interactions interactions, double cold, Random random)
    {
        int[] items = [.. interactions.ItemDegrees().Index().Where(item => item.Item > 0).Select(item => item.Index)];
        random.Shuffle(items);
        var coldCount = items.Length - HeldOutShares.Portion(items.Length, 1 - cold);
        var kinds = new Kind[interactions.ItemCount];
        for (var i = 0; i < coldCount; i++)
        {
            kinds[items[i]] = i < coldCount / 2 ? Kind.ColdValidation : Kind.ColdTest;
        }

        return kinds;
    }

    /// <summary>Puts the interactions of cold items where they belong; returns the others.</summary>
    private static (int User, int Item)[] DealCold(Interactions interactions, Kind[] kinds, PairList validation, PairList test)
    {
        interactions.EnsureAtMost(Array.MaxLength, "a split by items", nameof(interactions));
        List<(int, int)> warm = [];
        for (var user = 0; user < interactions.UserCount; user++)
        {
            foreach (var item in interactions.ItemsOf(user))
            {
                switch (kinds[item])
                {
                    case Kind.Warm:
                        warm.Add((user, item));
                        break;
                    case Kind.ColdValidation:
                        validation.Add(user, item);
                        break;
                    default:
                        test.Add(user, item);
                        break;
                }
            }
        }

        return [.. warm];
    }
}
