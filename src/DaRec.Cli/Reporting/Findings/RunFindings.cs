using System.Text.Json.Nodes;
using DaRec.Cli.Inspecting;
using DaRec.Data;
using DaRec.Diagnostics.Centers;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Cli.Reporting.Findings;

/// <summary>All that a report tells of a run, measured once.</summary>
internal sealed class RunFindings
{
    private static readonly string[] ThirdNames = ["few", "middling", "many"];

    /// <summary>Measures.</summary>
    /// <param name="run">The run, and what it is compared with.</param>
    /// <param name="clusters">Number of preference centres.</param>
    public RunFindings(InspectedRun run, int clusters)
    {
        Run = run;
        Centers = run.Centers(clusters);
        Cards = CardsJson.Of(Centers.Cards, run.Items);
        After = new RankedLists(run.After, run.Data.Train);
        Before = run.Before is { } before ? new RankedLists(before, run.Data.Train) : null;
        if (run.Data.Test is { Count: > 0 } test)
        {
            Recall = Gain("Recall@20", (lists, user) => lists.Recall(user, test));
            Ndcg = Gain("NDCG@20", (lists, user) => lists.Ndcg(user, test));
            Thirds = [.. OfUsers(test), .. OfItems(test)];
            Better = Count(test, (before, after) => after > before);
            Worse = Count(test, (before, after) => after < before);
        }

        Changes = Before is null ? null : new ListChanges(run, Before, After);
    }

    /// <summary>The run.</summary>
    public InspectedRun Run { get; }

    /// <summary>Its preference centres.</summary>
    public PreferenceCenters Centers { get; }

    /// <summary>Their cards.</summary>
    public JsonArray Cards { get; }

    /// <summary>The lists of the run.</summary>
    public RankedLists After { get; }

    /// <summary>The lists that they are compared with; null for none.</summary>
    public RankedLists? Before { get; }

    /// <summary>Recall@20; null without a test part.</summary>
    public PairedGain? Recall { get; }

    /// <summary>NDCG@20; null without a test part.</summary>
    public PairedGain? Ndcg { get; }

    /// <summary>Recall@20 of thirds of users, then of items; empty without a test part.</summary>
    public IReadOnlyList<GroupGain> Thirds { get; } = [];

    /// <summary>Users whose recall is higher than before.</summary>
    public int Better { get; }

    /// <summary>Users whose recall is lower.</summary>
    public int Worse { get; }

    /// <summary>What changed on the lists; null where nothing is compared with.</summary>
    public ListChanges? Changes { get; }

    private IEnumerable<int> Everybody => Enumerable.Range(0, Run.Data.UserCount);

    private PairedGain? Gain(string name, Func<RankedLists, int, double?> metric, Func<int, bool>? counts = null) => PairedGain.Of(
        name,
        Everybody.Where(user => counts is null || counts(user)).Select(user => (Before is null ? null : metric(Before, user), metric(After, user))));

    private IEnumerable<GroupGain> OfUsers(Interactions test)
    {
        int[] degrees = [.. Everybody.Select(user => Run.Data.Train.ItemsOf(user).Length)];
        return Of("users", degrees, thirds => third =>
            Gain("Recall@20", (lists, user) => lists.Recall(user, test), user => thirds[user] == third));
    }

    private IEnumerable<GroupGain> OfItems(Interactions test) => Of("items", Run.Data.Train.ItemDegrees(), thirds => third =>
        Gain("Recall@20", (lists, user) => lists.Recall(user, test, item => thirds[item] == third)));

    private static IEnumerable<GroupGain> Of(string of, int[] degrees, Func<PopularityThirds, Func<PopularityThird, PairedGain?>> measure)
    {
        var thirds = new PopularityThirds(degrees);
        foreach (var third in PopularityThirds.All)
        {
            int[] own = [.. Enumerable.Range(0, degrees.Length).Where(number => thirds[number] == third).Select(number => degrees[number])];
            if (own.Length > 0 && measure(thirds)(third) is { } gain)
            {
                yield return new GroupGain(of, ThirdNames[(int)third], own.Length, own.Min(), own.Max(), gain);
            }
        }
    }

    private int Count(Interactions test, Func<double, double, bool> isSo) => Before is null ? 0 : Everybody.Count(user =>
        Before.Recall(user, test) is { } before && After.Recall(user, test) is { } after && isSo(before, after));
}
