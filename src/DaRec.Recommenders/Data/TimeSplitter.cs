namespace DaRec.Recommenders.Data;

/// <summary>Divides interactions at two points in time: what came first trains, what came last tests.</summary>
/// <remarks>
/// It asks what a model that was trained on a day would have known of the days after. Users and items that appear after the first point
/// have no training interaction.
/// </remarks>
public static class TimeSplitter
{
    /// <summary>
    /// Puts the latest interactions of all users into test, those before into validation, and all earlier ones into training.
    /// </summary>
    /// <remarks>
    /// No two parts share a time: interactions of equal time stay together, so that parts are as near to their shares as that allows, and
    /// may be empty where few times are distinct. Every interaction lies in one part.
    /// </remarks>
    /// <param name="interactions">The interactions to divide.</param>
    /// <param name="validation">Share of all interactions for validation, in [0, 1).</param>
    /// <param name="test">Share of all interactions for test, in [0, 1). The sum of both shares is below 1.</param>
    public static InteractionSplit Split(TimedInteractions interactions, double validation, double test)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        HeldOutShares.Check(validation, test);
        var times = interactions.Times.ToArray();
        Array.Sort(times);
        var testCount = HeldOutShares.Portion(times.Length, test);
        var testBegin = Cut(times, times.Length - testCount);
        var validationBegin = Math.Min(
            Cut(times, times.Length - testCount - HeldOutShares.Portion(times.Length, validation)), testBegin);

        var (train, validationPart, testPart) = (new PairList(), new PairList(), new PairList());
        for (var user = 0; user < interactions.UserCount; user++)
        {
            var items = interactions.ItemsOf(user);
            var userTimes = interactions.TimesOf(user);
            for (var i = 0; i < items.Length; i++)
            {
                var part = IsFrom(userTimes[i], testBegin) ? testPart : IsFrom(userTimes[i], validationBegin) ? validationPart : train;
                part.Add(user, items[i]);
            }
        }

        return InteractionSplit.Of(train, validationPart, testPart, interactions.UserCount, interactions.ItemCount);

        bool IsFrom(double time, int begin) => begin < times.Length && time >= times[begin];
    }

    /// <summary>The place nearest to the wanted one where the time changes; never 0, so that training keeps some.</summary>
    private static int Cut(double[] times, int wanted)
    {
        if (wanted >= times.Length)
        {
            return times.Length;
        }

        var (before, after) = (wanted, wanted);
        while (before > 0 && times[before - 1] == times[wanted])
        {
            before--;
        }

        while (after < times.Length && times[after] == times[wanted])
        {
            after++;
        }

        return before > 0 && wanted - before <= after - wanted ? before : after;
    }
}
