namespace DaRec.Cli.Reporting;

/// <summary>Sentences that several verdicts have.</summary>
internal static class Wording
{
    /// <summary>What a recommender finds, and another.</summary>
    /// <param name="method">Its name and Recall@20.</param>
    /// <param name="other">The same of the other; null for none.</param>
    public static string Found((string Title, double Recall) method, (string Title, double Recall)? other = null) =>
        $"Of the items that users took and training did not see, {Figures.Share(method.Recall)} are among the first 20 suggestions of {method.Title}" +
        (other is { } second ? $", {Figures.Share(second.Recall)} with {second.Title}" : "");

    /// <summary>Who gains most.</summary>
    /// <param name="of">Users or items.</param>
    /// <param name="thirds">
    /// Few, middling, many; fewest and most interactions; gain in per cent; and 1 for a clear gain, −1 for a clear loss, 0 for neither.
    /// </param>
    public static string Whom(string of, IReadOnlyList<(string Name, string Limits, double Percent, int Direction)> thirds)
    {
        var told = string.Join(", ", thirds.Select(third =>
            $"{Figures.Brief(third.Percent)} with {third.Name} interactions ({third.Limits}{(third.Direction == 0 ? "; may be chance" : "")})"));
        var most = thirds.MaxBy(third => third.Percent);
        return $"{char.ToUpperInvariant(of[0])}{of[1..]}: {told}." +
            (most.Direction > 0 && thirds.Count > 1 ? $" Those with {most.Name} gain most." : "");
    }
}
