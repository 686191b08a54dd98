using System.Globalization;
using DaRec.Evidence;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Commands;

/// <summary>What a run says of its texts before it trains.</summary>
internal static class TextNotes
{
    /// <summary>Says to how many columns the texts were reduced.</summary>
    public static void Reduction(CliContext context, Dataset full, Dataset? prepared)
    {
        var (before, after) = (full.ItemEmbeddings ?? full.UserEmbeddings, prepared?.ItemEmbeddings ?? prepared?.UserEmbeddings);
        if (before?.Width > after?.Width)
        {
            context.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"texts reduced from {before.Width} to {after.Width} columns, " +
                $"which keep {100 * after.VarianceKept:0.0} % of their variance"));
        }
    }

    /// <summary>Says what texts tell, and the weight that follows.</summary>
    public static void Evidence(CliContext context, TextMethod alignment)
    {
        if (alignment is DaRecAlignment { Aligner: { Evidence: { } evidence } aligner })
        {
            context.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Told(evidence)}; {evidence.InteractionsPerItem:0.0} interactions an item; alignment weight {aligner.EffectiveWeight:0.####}"));
        }
        else if (alignment is AppendedTextScore appended)
        {
            context.WriteLine(Told(appended.Evidence));
        }
    }

    private static string Told(TextEvidence evidence) => string.Create(
        CultureInfo.InvariantCulture,
        $"texts tell {evidence.InformationBits:0.000} bits of which of two equally popular items a user took{Share(evidence.ScoreShare)}");

    private static string Share(double share) => share == 1 ? "" : string.Create(
        CultureInfo.InvariantCulture, $", and {100 * share:0.#} % of their score counts beside so many interactions");
}
