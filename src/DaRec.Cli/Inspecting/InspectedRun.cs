using DaRec.Cli.Commands;
using DaRec.Cli.Services;
using DaRec.Diagnostics.Centers;
using DaRec.Diagnostics.Explaining;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Cli.Inspecting;

/// <summary>A run with its data, and the run that it is compared with.</summary>
internal sealed class InspectedRun : IDisposable
{
    private readonly Dataset _opened;
    private ScoreExplainer? _explainer;
    private CoOccurrence? _together;
    private NeighborTable? _texts;

    private InspectedRun(Dataset opened, Dataset data, string description, RunVectors after, RunVectors? before)
    {
        (_opened, Data, Description, After, Before) = (opened, data, description, after, before);
        string?[] texts = [.. Enumerable.Range(0, data.ItemCount).Select(data.ItemText)];
        Vocabulary = texts.Any(text => !string.IsNullOrWhiteSpace(text)) ? new TextVocabulary(texts) : null;
        Items = new RowNames("item", data.ItemCount, data.ItemIds, Vocabulary);
        Users = new RowNames("user", data.UserCount, data.UserIds, null);
    }

    /// <summary>The data as training saw them.</summary>
    public Dataset Data { get; }

    /// <summary>The data's name and sizes.</summary>
    public string Description { get; }

    /// <summary>The run.</summary>
    public RunVectors After { get; }

    /// <summary>The run that it is compared with; null for none.</summary>
    public RunVectors? Before { get; }

    /// <summary>The items' texts; null where there are none.</summary>
    public TextVocabulary? Vocabulary { get; }

    /// <summary>How items are spoken of.</summary>
    public RowNames Items { get; }

    /// <summary>How users are spoken of.</summary>
    public RowNames Users { get; }

    /// <summary>Items by who took them.</summary>
    public CoOccurrence Together => _together ??= new CoOccurrence(Data.Train);

    /// <summary>Items by their text embeddings; null where there are none.</summary>
    public NeighborTable? Texts => Data.ItemEmbeddings is null ? null : _texts ??= NeighborTable.OfTexts(Data.ItemEmbeddings);

    /// <summary>Says why items are recommended.</summary>
    public ScoreExplainer Explainer => _explainer ??= new ScoreExplainer(After.Ranked, Data.Train, After.Run.TextFactors);

    /// <summary>Opens all.</summary>
    /// <param name="context">Where it shows.</param>
    /// <param name="directory">The folder of the run.</param>
    /// <param name="data">The folder of the data; null for the one that the run was trained on.</param>
    /// <param name="baseline">What to compare with, and what was typed of it.</param>
    /// <param name="option">The option that named the run.</param>
    public static InspectedRun Open(
        CliContext context, string directory, string? data, (BaselineSource Source, string? Typed) baseline, string option)
    {
        var run = TrainedRun.Open(directory, option);
        var opened = ServiceSource.OpenData(data, run, context);
        Dataset? seen = null;
        RunVectors? after = null;
        RunVectors? before = null;
        try
        {
            run.EnsureFits(opened.Train);
            var folder = data ?? run.Data!;
            seen = RunData.Of(opened, run.Settings);
            after = new RunVectors(directory, run, seen);
            if (baseline.Source.Find(baseline.Typed, directory, run, folder) is { } other)
            {
                var alone = TrainedRun.Open(other, baseline.Source.Option.Name);
                alone.EnsureFits(opened.Train);
                before = new RunVectors(other, alone, seen);
            }

            return new InspectedRun(opened, seen, RunData.Describe(folder, opened, seen), after, before);
        }
        catch
        {
            before?.Dispose();
            after?.Dispose();
            seen?.Dispose();
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The preference centres of the run.</summary>
    public PreferenceCenters Centers(int count)
    {
        using var items = After.Items.ToTensor();
        return PreferenceCenters.Find(
            items, Data.Train, Data.ItemEmbeddings, Vocabulary, new PreferenceCenterOptions { Count = count, Seed = After.Run.Settings.Seed });
    }

    /// <summary>The items that a run ranks highest for a user, without those of training.</summary>
    public IReadOnlyList<RankedItem> Top(RunVectors vectors, int user, int count)
    {
        using var row = vectors.Ranked.Users[user];
        return TopK.For(row, vectors.Ranked.Items, Data.Train.ItemsOf(user), count);
    }

    public void Dispose()
    {
        Before?.Dispose();
        After.Dispose();
        Data.Dispose();
        _opened.Dispose();
    }
}
