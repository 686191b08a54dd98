using DaRec.Cli.Settings;

namespace DaRec.Cli.Comparing;

/// <summary>Who wins a comparison, by Recall@20 on the test part.</summary>
/// <param name="Leading">The best method and the next best.</param>
/// <param name="WithDaRec">The best method with DaRec and the best without; null where there is none of either.</param>
internal sealed record Verdict(MethodPair Leading, MethodPair? WithDaRec)
{
    /// <summary>The winner; null where the first two lie within noise.</summary>
    public ComparedMethod? Winner => Leading.Recall.IsClear ? Leading.First : null;

    /// <summary>Judges; null for fewer than two methods.</summary>
    public static Verdict? Of(IEnumerable<ComparedMethod> methods)
    {
        ComparedMethod[] ranked = [.. methods.OrderByDescending(method => method.Of(Metric.Recall20).Mean)];
        if (ranked.Length < 2 || MethodPair.Of(ranked[0], ranked[1]) is not { } leading)
        {
            return null;
        }

        var with = ranked.FirstOrDefault(method => method.Align == AlignmentKind.DaRec);
        var without = ranked.FirstOrDefault(method => method.Align != AlignmentKind.DaRec);
        return new Verdict(leading, (with, without) switch
        {
            (null, _) or (_, null) => null,
            _ when with == leading.First && without == leading.Second => leading,
            _ => MethodPair.Of(with, without),
        });
    }
}
