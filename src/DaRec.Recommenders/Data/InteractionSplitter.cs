using DaRec.Data;

namespace DaRec.Recommenders.Data;

/// <summary>Divides the interactions of each user at random into training, validation and test parts.</summary>
public static class InteractionSplitter
{
    /// <summary>
    /// Puts ⌊n · validation⌋ and ⌊n · test⌋ of each user's n items into validation and test, and the others into training.
    /// </summary>
    /// <param name="interactions">The interactions to divide.</param>
    /// <param name="validation">Fraction for validation, in [0, 1); 0.2 for both fractions gives the usual 3:1:1.</param>
    /// <param name="test">
    /// Fraction for test, in [0, 1). The sum of both fractions is below 1, so that each user keeps a training item.
    /// </param>
    /// <param name="seed">Seed of the choice; the same seed gives the same parts.</param>
    public static InteractionSplit Split(Interactions interactions, double validation, double test, int seed)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        HeldOutShares.Check(validation, test);
        var random = new Random(seed);
        var train = new PairList();
        var validationPart = new PairList();
        var testPart = new PairList();
        for (var user = 0; user < interactions.UserCount; user++)
        {
            var items = interactions.ItemsOf(user).ToArray();
            random.Shuffle(items);
            var validationCount = HeldOutShares.Portion(items.Length, validation);
            var testCount = HeldOutShares.Portion(items.Length, test);
            validationPart.Add(user, items.AsSpan(0, validationCount));
            testPart.Add(user, items.AsSpan(validationCount, testCount));
            train.Add(user, items.AsSpan(validationCount + testCount));
        }

        return InteractionSplit.Of(train, validationPart, testPart, interactions.UserCount, interactions.ItemCount);
    }
}
