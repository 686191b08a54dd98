namespace DaRec.Recommenders.Data;

/// <summary>Holds out each user's last two items.</summary>
public static class LeaveLastOutSplitter
{
    private const int FewestItems = 3;

    /// <summary>
    /// Puts each user's last item into test, the one before into validation, and the others into training. Users with fewer than three
    /// items keep them all in training.
    /// </summary>
    /// <param name="interactions">The interactions to divide.</param>
    public static InteractionSplit Split(TimedInteractions interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        var (train, validation, test) = (new PairList(), new PairList(), new PairList());
        for (var user = 0; user < interactions.UserCount; user++)
        {
            var items = interactions.ItemsOf(user);
            if (items.Length < FewestItems)
            {
                train.Add(user, items);
                continue;
            }

            train.Add(user, items[..^2]);
            validation.Add(user, items[^2]);
            test.Add(user, items[^1]);
        }

        return InteractionSplit.Of(train, validation, test, interactions.UserCount, interactions.ItemCount);
    }
}
