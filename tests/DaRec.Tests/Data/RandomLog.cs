using DaRec.Recommenders.Data;

namespace DaRec.Tests.Data;

/// <summary>Seeded interactions with times: 60 users, 40 items, popular and rare ones, and times of which some are equal.</summary>
internal static class RandomLog
{
    public const int Users = 60;
    public const int Items = 40;

    /// <summary>Distinct pairs in the order of a file, with whole times from 0 to <paramref name="times"/>.</summary>
    public static (int User, int Item, double Time)[] Pairs(int times = 50, int seed = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 700)
            .Select(_ => (User: random.Next(Users), Item: (int)(Items * Math.Pow(random.NextDouble(), 2)), Time: (double)random.Next(times)))
            .DistinctBy(pair => (pair.User, pair.Item))];
    }

    public static TimedInteractions Build(IReadOnlyList<(int User, int Item, double Time)> pairs) => TimedInteractions.FromPairs(
        [.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], [.. pairs.Select(pair => pair.Time)], Users, Items);
}
