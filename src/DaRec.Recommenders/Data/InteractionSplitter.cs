using System.Globalization;
using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Internal;

namespace DaRec.Recommenders.Data;

/// <summary>Divides the interactions of each user at random into training, validation and test parts.</summary>
public static class InteractionSplitter
{
    // Far above the addend in Portion: held-out parts never round up to all of a user's items.
    private const double SmallestTrain = 1e-6;

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
        EnsureFractions(validation, test);
        var random = new Random(seed);
        var train = new PairList();
        var validationPart = new PairList();
        var testPart = new PairList();
        for (var user = 0; user < interactions.UserCount; user++)
        {
            var items = interactions.ItemsOf(user).ToArray();
            random.Shuffle(items);
            var validationCount = Portion(items.Length, validation);
            var testCount = Portion(items.Length, test);
            validationPart.Add(user, items.AsSpan(0, validationCount));
            testPart.Add(user, items.AsSpan(validationCount, testCount));
            train.Add(user, items.AsSpan(validationCount + testCount));
        }

        return new InteractionSplit
        {
            Train = train.Build(interactions.UserCount, interactions.ItemCount),
            Validation = validationPart.Build(interactions.UserCount, interactions.ItemCount),
            Test = testPart.Build(interactions.UserCount, interactions.ItemCount),
        };
    }

    /// <summary>Throws where two held-out fractions would leave nothing.</summary>
    internal static void EnsureFractions(double validation, double test)
    {
        Guard.Fraction(validation);
        Guard.Fraction(test);
        if (validation + test > 1 - SmallestTrain)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Expected validation + test below 1, got {validation} + {test}."),
                nameof(test));
        }
    }

    // The small addend keeps 0.29 · 100, which is 28.999999999999996 in binary, at 29.
    internal static int Portion(int count, double fraction) => (int)Math.Floor(count * fraction + 1e-9);
}
