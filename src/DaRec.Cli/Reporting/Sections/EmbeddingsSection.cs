using System.Globalization;
using DaRec.Cli.Inspecting;
using DaRec.Cli.Reporting.Charts;
using DaRec.Cli.Reporting.Findings;
using DaRec.Diagnostics;
using static TorchSharp.torch;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>Whether the embeddings are in good order, and how they stand to the texts.</summary>
internal sealed class EmbeddingsSection(RunFindings findings) : IReportSection
{
    private const int MostRows = 3000;
    private const int FewestRows = 20;

    private readonly int[] _sample = Sample(findings);

    public string Id => "embeddings";

    public string Title => "The embeddings themselves";

    public bool HasContent => _sample.Length >= FewestRows;

    public void Write(HtmlWriter html)
    {
        (string Title, string Kind, RunVectors Vectors)[] runs =
        [
            .. findings.Run.Before is { } before ? [("Before", "before", before)] : Array.Empty<(string, string, RunVectors)>(),
            ("After", "after", findings.Run.After),
        ];
        using var scope = NewDisposeScope();
        var numbers = tensor(_sample).to(ScalarType.Int64);
        var texts = findings.Run.Data.ItemEmbeddings?.Gather(numbers, ScalarType.Float64);
        (string Title, string Kind, SingularSpectrum Spectrum, CollapseAlarm Alarm, AlignmentDiagnostics? Found)[] measured =
            [.. runs.Select(run => Measure(run.Title, run.Kind, run.Vectors.Own().Items.index_select(0, numbers), texts))];

        html.Paragraph(
            "The recommender's own columns of the items, without the text score's. An alignment that goes wrong makes all rows alike: they agree with " +
            "the texts and tell nothing.");
        foreach (var (title, _, _, alarm, _) in measured)
        {
            html.Paragraph($"{title}: {alarm.Message}", alarm.IsRaised ? "bad-text" : null);
        }

        Table(html, [.. measured.Select(run => (run.Title, run.Spectrum, run.Found))]);
        Drawing.Figure(
            html,
            "The share of each direction in how far the items lie from their mean, the strongest first, on a logarithmic axis. A curve that falls " +
            "steeply stays in few directions.",
            () => new LineChart("Singular spectrum of the items", "direction", [.. measured.Select(run => new Curve(
                run.Title, run.Kind, [.. run.Spectrum.Shares.Index().Select(share => (share.Index + 1.0, share.Item))]))])
            { IsLog = true }.Write(html));
    }

    private static (string, string, SingularSpectrum, CollapseAlarm, AlignmentDiagnostics?) Measure(string title, string kind, Tensor rows, Tensor? texts) =>
        (title, kind, SingularSpectrum.Of(rows), CollapseAlarm.Of(rows), texts is null ? null : AlignmentDiagnostics.Measure(rows, texts));

    private void Table(HtmlWriter html, (string Title, SingularSpectrum Spectrum, AlignmentDiagnostics? Found)[] runs)
    {
        var table = new HtmlTable(
            $"Over {Figures.Count(_sample.Length)} items{(_sample.Length < findings.Run.Data.ItemCount ? " with training interactions" : "")}.",
            [("", false), .. runs.Select(run => (run.Title, true)), ("What it says", false)]);
        Row("Likeness to the texts", run => run.Found?.DebiasedCka, "debiased CKA: 0 unrelated, 1 the same but for turning and scale");
        Row(
            "Common neighbours with the texts",
            run => run.Found?.NeighborhoodOverlap,
            $"of the ten nearest items; by chance {runs[^1].Found?.ChanceOverlap.ToString("0.000", CultureInfo.InvariantCulture)}");
        Row("Common groups with the texts", run => run.Found?.NormalizedMutualInformation, "normalised mutual information of eight clusters: 0 none, 1 the same");
        Row("Directions in use", run => run.Spectrum.EffectiveRank, $"effective rank, of {runs[^1].Spectrum.SingularValues.Count}");
        Row("Likeness of two items", run => run.Found?.Collaborative.MeanCosine, "mean cosine: near 1 where all rows point the same way");
        table.Write(html);

        void Row(string name, Func<(string Title, SingularSpectrum Spectrum, AlignmentDiagnostics? Found), double?> figure, string meaning)
        {
            if (figure(runs[^1]) is not null)
            {
                table.Add(
                [
                    (name, null),
                    .. runs.Select(run => (figure(run)!.Value.ToString("0.000;−0.000", CultureInfo.InvariantCulture), figure(run))),
                    (meaning, null),
                ]);
            }
        }
    }

    // Drawn evenly among the items that training saw.
    private static int[] Sample(RunFindings findings)
    {
        var degrees = findings.Run.Data.Train.ItemDegrees();
        int[] seen = [.. Enumerable.Range(0, degrees.Length).Where(item => degrees[item] > 0)];
        new Random(findings.Run.After.Run.Settings.Seed).Shuffle(seen);
        return [.. seen.Take(MostRows).Order()];
    }
}
