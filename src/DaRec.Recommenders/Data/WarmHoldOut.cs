using DaRec.Data;

namespace DaRec.Recommenders.Data;

/// <summary>Moves training interactions to the held-out parts; no item loses its last one.</summary>
internal static class WarmHoldOut
{
    /// <summary>The parts after the move.</summary>
    /// <param name="data">The parts before it.</param>
    /// <param name="validation">Fraction of each user's training interactions for validation; 0 leaves the part as it is.</param>
    /// <param name="test">Likewise for test; below 1 together.</param>
    /// <param name="seed">Seed of the choice.</param>
    public static (Interactions Train, Interactions? Validation, Interactions? Test) Of(
        Dataset data, double validation, double test, int seed)
    {
        if (validation + test == 0)
        {
            return (data.Train, data.Validation, data.Test);
        }

        var (random, degrees) = (new Random(seed), data.Train.ItemDegrees());
        var (train, validationPart, testPart) = (new PairList(), new PairList(), new PairList());
        validationPart.Add(data.Validation);
        testPart.Add(data.Test);

        // In random order, for the first users can choose among more: later, more items have one interaction left.
        int[] users = [.. Enumerable.Range(0, data.UserCount)];
        random.Shuffle(users);
        foreach (var user in users)
        {
            var items = data.Train.ItemsOf(user).ToArray();
            random.Shuffle(items);
            var forValidation = HeldOutShares.Portion(items.Length, validation);
            var forTest = HeldOutShares.Portion(items.Length, test);
            foreach (var item in items)
            {
                if (degrees[item] == 1 || forValidation + forTest == 0)
                {
                    train.Add(user, [item]);
                    continue;
                }

                degrees[item]--;
                (forValidation > 0 ? validationPart : testPart).Add(user, [item]);
                (forValidation, forTest) = forValidation > 0 ? (forValidation - 1, forTest) : (0, forTest - 1);
            }
        }

        return (
            train.Build(data.UserCount, data.ItemCount),
            validation > 0 ? validationPart.Build(data.UserCount, data.ItemCount) : data.Validation,
            test > 0 ? testPart.Build(data.UserCount, data.ItemCount) : data.Test);
    }
}
