using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using DaRec.Distributed;
using DaRec.Embeddings;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using TorchSharp;

namespace DaRec.Cli.Commands;

/// <summary>The models of one run, made from its settings and its seed.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const int ManyInteractions = 10_000_000; // what reading them leaves behind would lie beside the training

    private readonly torch.Generator _backboneGenerator;
    private readonly torch.Generator _alignmentGenerator;

    /// <summary>Creates the models.</summary>
    /// <param name="full">With texts of their full width.</param>
    /// <param name="prepared">As <see cref="Prepare"/> gives it.</param>
    /// <param name="settings">Complete, with a decided alignment.</param>
    /// <param name="processes">Who trains together; null for one process.</param>
    /// <exception cref="UsageException">Settings that do not fit together, or not the data.</exception>
    public TrainingRun(Dataset full, Dataset? prepared, TrainSettings settings, ICommunicator? processes = null)
    {
        processes ??= SingleProcess.Instance;
        var data = prepared ?? full;
        EnsureTexts(data, settings);
        Trainer.KeepFreedMemory();

        // The backbone first and the alignment with numbers of its own: with whatever alignment, a seed starts from the same embeddings.
        _backboneGenerator = new torch.Generator(unchecked((ulong)settings.Seed));
        _alignmentGenerator = new torch.Generator(unchecked((ulong)settings.Seed) ^ 0x9E3779B97F4A7C15);
        try
        {
            Backbone = settings.BackboneMethod.Create!(
                data, settings.BackboneOptions, (settings.Width, _backboneGenerator));
            Alignment = settings.AlignmentMethod.Create(Backbone, data, Options(settings), (_alignmentGenerator, processes));
            if (settings.AppendTextScore > 0)
            {
                using var shuffled = settings.ShuffleText ? full.ShuffleEmbeddings(settings.Seed) : null; // in the order of the method's own
                Alignment = new AppendedTextScore(Alignment, (shuffled ?? full).ItemEmbeddings!, full.Train, settings.AppendTextScore);
            }

            Trainer = new Trainer(Backbone, data, settings.Trainer, Alignment, processes);
            if (data.Train.Count > ManyInteractions)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }
        catch (ArgumentException exception)
        {
            Backbone?.Dispose();
            Alignment?.Dispose();
            throw new UsageException(Messages.Of(exception));
        }
    }

    public Backbone Backbone { get; }

    public TextMethod Alignment { get; }

    public Trainer Trainer { get; }

    /// <summary>The settings with the interactions a step that the data decide.</summary>
    public static TrainSettings Resolve(TrainSettings settings, Dataset data)
    {
        var batch = settings.Trainer.BatchSizeFor(new TripletSampler(data.Train, settings.Seed).Count);
        return settings with { Trainer = settings.Trainer with { BatchSize = batch } };
    }

    /// <summary>The data with the texts that a run reads: checked, reduced and, as a control, shuffled; null where it reads none.</summary>
    /// <exception cref="InvalidDataException">Rows that no loss can use; the message names the file.</exception>
    public static Dataset? Prepare(Dataset data, TrainSettings settings)
    {
        if (settings is { AlignmentOptions: null, BackboneMethod.ReadsTexts: false, AppendTextScore: 0 })
        {
            return null;
        }

        EnsureClean(data);
        EnsureOneWidth(data);
        var reduced = settings is { LanguageRank: { } rank, AlignmentOptions: not (null or DaRecOptions) } ? data.ReduceEmbeddings(rank) : null;
        if (!settings.ShuffleText)
        {
            return reduced;
        }

        using (reduced)
        {
            return (reduced ?? data).ShuffleEmbeddings(settings.Seed);
        }
    }

    public void Dispose()
    {
        Backbone.Dispose();
        Alignment.Dispose();
        _backboneGenerator.Dispose();
        _alignmentGenerator.Dispose();
    }

    // DaRec reduces texts itself: its text score sees them whole.
    private static object? Options(TrainSettings settings) =>
        settings.AlignmentOptions is DaRecOptions options ? options with { TextRank = settings.LanguageRank } : settings.AlignmentOptions;

    private static void EnsureOneWidth(Dataset data)
    {
        if (data is { ItemEmbeddings: { } items, UserEmbeddings: { } users } && items.Width != users.Width)
        {
            throw new UsageException(
                $"item_emb.npy is {items.Width} wide and user_emb.npy {users.Width}; they must come from one language model.");
        }
    }

    private static void EnsureClean(Dataset data)
    {
        foreach (var (table, file) in new[] { (data.ItemEmbeddings, "item_emb.npy"), (data.UserEmbeddings, "user_emb.npy") })
        {
            try
            {
                table?.Check().EnsureClean();
            }
            catch (InvalidDataException exception)
            {
                throw new InvalidDataException($"{file}: {exception.Message}", exception);
            }
        }
    }

    /// <summary>Whether the data have none of the texts that a method reads.</summary>
    public static bool LacksTexts(Dataset data, TrainSettings settings) =>
        ((settings.BackboneMethod.ReadsTexts || settings.AppendTextScore > 0) && data.ItemEmbeddings is null)
        || (settings.AlignmentOptions is not null && data is { ItemEmbeddings: null, UserEmbeddings: null });

    /// <summary>Throws where the data have not the texts that a method needs, or the methods do not go together.</summary>
    /// <exception cref="UsageException">They have not, or do not.</exception>
    public static void EnsureTexts(Dataset data, TrainSettings settings)
    {
        FittedRun.EnsureAlone(settings);
        NewItemRun.EnsureTexts(data, settings);
        EnsureAppendable(data, settings);
        if (settings.BackboneMethod.ReadsTexts && data.ItemEmbeddings is null)
        {
            throw new UsageException(
                $"There are no item texts for --backbone {settings.BackboneMethod.Key}: the folder has no item_emb.npy.");
        }

        if (settings.AlignmentOptions is null)
        {
            return;
        }

        if (data is { ItemEmbeddings: null, UserEmbeddings: null })
        {
            throw new UsageException(
                $"There are no texts for --align {settings.AlignmentMethod.Key}: the folder has neither item_emb.npy nor user_emb.npy. " +
                "Type --align none.");
        }

        if (settings.AlignmentOptions is DaRecOptions options)
        {
            Require(data.ItemEmbeddings, RowSource.Users, "item_emb.npy");
            Require(data.UserEmbeddings, RowSource.Items, "user_emb.npy");

            void Require(FrozenEmbeddings? table, RowSource other, string file)
            {
                if (table is null && options.Sampling.From is { } source && source != other)
                {
                    throw new UsageException(
                        $"The folder has no {file} to draw rows of; type --sample-from {Names.Of(other)} or --align none.");
                }
            }
        }
    }

    private static void EnsureAppendable(Dataset data, TrainSettings settings)
    {
        if (settings.AppendTextScore > 0 && settings.Align == AlignmentKind.DaRec)
        {
            throw new UsageException(
                $"{TrainingSettings.AppendTextScore.Flag} is for other methods: darec adds its text score by itself. Type --text-score-weight "
                + $"{TrainingSettings.AppendTextScore.Text(settings)} instead, or another --align.");
        }

        if (settings.AppendTextScore > 0 && data.ItemEmbeddings is null)
        {
            throw new UsageException(
                $"There are no item texts for {TrainingSettings.AppendTextScore.Flag}: the folder has no item_emb.npy. Leave the option out.");
        }
    }
}
