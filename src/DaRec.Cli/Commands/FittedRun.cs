using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Cli.Measuring;
using DaRec.Cli.Output;
using DaRec.Cli.Runs;
using DaRec.Cli.Services;
using DaRec.Cli.Settings;
using DaRec.Embeddings.Files;
using DaRec.Evidence;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Rankers;

namespace DaRec.Cli.Commands;

/// <summary>A run of a recommender that is computed, not trained: it has no epochs, and no vectors unless it embeds.</summary>
internal sealed class FittedRun : IDisposable
{
    private readonly TrainSettings _settings;
    private readonly IItemScores _scores;
    private readonly HeldOutMetrics _metrics;
    private readonly double _seconds;

    /// <summary>Computes and measures.</summary>
    /// <param name="data">With texts of their full width, where the recommender reads them.</param>
    /// <param name="settings">Complete.</param>
    /// <param name="hasTest">Whether to measure on the test part.</param>
    /// <exception cref="UsageException">Settings that do not fit together, or not the data.</exception>
    public FittedRun(Dataset data, TrainSettings settings, bool hasTest)
    {
        TrainingRun.EnsureTexts(data, settings);
        _settings = settings;
        var readsTexts = settings.BackboneMethod.ReadsTexts || settings.AppendTextScore > 0;
        using var shuffled = settings.ShuffleText && readsTexts ? data.ShuffleEmbeddings(settings.Seed) : null;
        var watch = Stopwatch.StartNew();
        try
        {
            _scores = settings.BackboneMethod.Fit!(shuffled ?? data, settings.BackboneOptions, (settings.Width, settings.Seed));
            if (settings.AppendTextScore > 0)
            {
                using var alone = (EmbeddingScores)_scores;
                _scores = WithTextScore(alone.Embeddings, shuffled ?? data, settings.AppendTextScore);
            }
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(Messages.Of(exception));
        }

        _seconds = watch.Elapsed.TotalSeconds;
        _metrics = HeldOutMetrics.Of(data, _scores, hasTest);
    }

    /// <summary>Throws where a recommender that is computed should be aligned, or its new items placed.</summary>
    /// <exception cref="UsageException">It should.</exception>
    public static void EnsureAlone(TrainSettings settings)
    {
        if (settings.BackboneMethod.Fit is null)
        {
            return;
        }

        var title = settings.BackboneMethod.Title;
        if (settings.Align is not (null or AlignmentKind.None))
        {
            throw new UsageException(
                $"{title} is computed, not trained: nothing can be aligned with --align {settings.AlignmentMethod.Key}. Type --align none.");
        }

        if (settings.AppendTextScore > 0 && !settings.BackboneMethod.HasVectors)
        {
            throw new UsageException(
                $"{title} is computed, not trained: {TrainingSettings.AppendTextScore.Flag} has no vectors to add columns to. Leave the option out.");
        }

        if (settings.NewItems is not (null or NewItemKind.None))
        {
            throw new UsageException(
                $"{title} is computed, not trained: --new-items {settings.PlacementMethod.Key} has nothing to place. Type --new-items none.");
        }
    }

    /// <summary>Shows the metrics, and the seconds unless it is to be quiet.</summary>
    public void Show(CliContext context, bool isQuiet)
    {
        _metrics.Show(context);
        if (!isQuiet)
        {
            context.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_settings.BackboneMethod.Title} took {_seconds:0.00} s."));
        }
    }

    /// <summary>Writes settings and results, and the vectors where there are any.</summary>
    /// <param name="folder">Where to; null for nowhere.</param>
    /// <param name="jsonFile">Where the results go alone; null for nowhere.</param>
    /// <param name="context">Where it says what cannot be written; null says nothing.</param>
    /// <param name="directory">The data's folder.</param>
    /// <param name="hasUsers">Whether the results that go alone have the metrics of each user of the test part, too.</param>
    public void Save(OutputFolder? folder, JsonFile? jsonFile, CliContext? context, string directory, bool hasUsers)
    {
        var settings = SettingsCatalog.ToJson(_settings);
        settings.Insert(0, SettingsFile.DataKey, Path.GetFullPath(directory));
        if (folder is not null)
        {
            Save(folder, (JsonObject)settings.DeepClone(), context);
        }

        var json = Results(hasUsers);
        if (_scores is EmbeddingScores { Embeddings.Items: var vectors })
        {
            json[RunResult.VectorColumnsKey] = vectors.size(1);
        }
        else
        {
            json[RunResult.MatrixItemsKey] = _scores.ItemCount;
        }

        json["peak_megabytes"] = MemoryMeter.ProcessPeak / (double)(1 << 20);
        json["settings"] = settings;
        jsonFile?.Commit(json);
    }

    public void Dispose() => _scores.Dispose();

    private static EmbeddingScores WithTextScore(RankedEmbeddings ranked, Dataset data, double weight)
    {
        using var evidence = TextEvidence.Fit(data.ItemEmbeddings!, data.Train);
        return new EmbeddingScores(evidence.Append(ranked.Users, ranked.Items, weight));
    }

    private void Save(OutputFolder folder, JsonObject content, CliContext? context)
    {
        var results = Results();
        if (_scores is EmbeddingScores { Embeddings: var vectors })
        {
            NpyFile.Write(folder[RunFiles.Users], vectors.Users);
            NpyFile.Write(folder[RunFiles.Items], vectors.Items);
            results[RunFiles.TextColumnsKey] = vectors.TextColumns;
        }
        else
        {
            context?.WriteLine(
                $"{_settings.BackboneMethod.Title} has no vectors to write: recommend and export need a recommender with vectors.");
        }

        content[SettingsFile.ResultKey] = results;
        JsonFile.Write(folder[RunFiles.Settings], content);
        folder.Commit(RunFiles.Users, RunFiles.Items, RunFiles.TextProjection, RunFiles.Curves, RunFiles.Diagnostics);
    }

    private JsonObject Results(bool hasUsers = false)
    {
        var json = _metrics.ToJson(hasUsers);
        json[RunResult.FitSecondsKey] = _seconds;
        json["epochs"] = 0;
        return json;
    }
}
