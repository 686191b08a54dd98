using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using DaRec.Embeddings;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Sampling;
using TorchSharp;

namespace DaRec.Cli.Commands;

/// <summary>The models of one run, made from its settings and its seed.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly torch.Generator _backboneGenerator;
    private readonly torch.Generator? _alignerGenerator;

    /// <summary>Creates the models.</summary>
    /// <exception cref="UsageException">Settings that do not fit together, or not the data.</exception>
    public TrainingRun(Dataset data, TrainSettings settings)
    {
        if (settings.Align is not AlignmentKind.DaRec and not AlignmentKind.None)
        {
            throw new ArgumentException("Expected settings that Resolve has seen.", nameof(settings));
        }

        // The backbone first and the aligner with numbers of its own: with and without alignment, a seed starts from the same embeddings.
        _backboneGenerator = new torch.Generator(unchecked((ulong)settings.Seed));
        Backbone = settings.Backbone switch
        {
            BackboneKind.MatrixFactorization =>
                new MatrixFactorization(data.Train, settings.Width, settings.Regularization, _backboneGenerator),
            _ => new LightGcn(
                data.Train,
                settings.Width,
                settings.Layers,
                settings.Regularization,
                settings.KeepProbability,
                settings.Seed,
                _backboneGenerator),
        };
        if (settings.Align == AlignmentKind.DaRec)
        {
            _alignerGenerator = new torch.Generator(unchecked((ulong)settings.Seed) ^ 0x9E3779B97F4A7C15);
            Aligner = CreateAligner(data, settings, _alignerGenerator);
        }

        Trainer = new Trainer(Backbone, data, settings.ToTrainerOptions(), Aligner);
    }

    public Backbone Backbone { get; }

    public DaRecAligner? Aligner { get; }

    public Trainer Trainer { get; }

    /// <summary>The settings with what the data decide: whether to align, and interactions a step.</summary>
    public static TrainSettings Resolve(TrainSettings settings, Dataset data)
    {
        var hasEmbeddings = (data.ItemEmbeddings ?? data.UserEmbeddings) is not null;
        var interactions = new TripletSampler(data.Train, settings.Seed).Count;
        return settings with
        {
            Align = settings.Align ?? (hasEmbeddings ? AlignmentKind.DaRec : AlignmentKind.None),
            Batch = settings.ToTrainerOptions().BatchSizeFor(interactions),
        };
    }

    /// <summary>The data with the embeddings that an aligned run reads, once looked through; null where none are reduced.</summary>
    /// <exception cref="InvalidDataException">Rows that no loss can use; the message names the file.</exception>
    public static Dataset? Reduce(Dataset data, TrainSettings settings)
    {
        if (settings.Align != AlignmentKind.DaRec)
        {
            return null;
        }

        EnsureClean(data);
        EnsureOneWidth(data);
        return settings.LanguageRank is { } rank ? data.ReduceEmbeddings(rank) : null;
    }

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

    public void Dispose()
    {
        Backbone.Dispose();
        Aligner?.Dispose();
        _backboneGenerator.Dispose();
        _alignerGenerator?.Dispose();
    }

    private static DaRecAligner CreateAligner(Dataset data, TrainSettings settings, torch.Generator generator)
    {
        var width = (data.ItemEmbeddings ?? data.UserEmbeddings)?.Width
            ?? throw new UsageException(
                "There is nothing to align with: the folder has neither item_emb.npy nor user_emb.npy. Type --align none.");
        Require(data.ItemEmbeddings, RowSource.Users, "item_emb.npy");
        Require(data.UserEmbeddings, RowSource.Items, "user_emb.npy");
        try
        {
            return new DaRecAligner(settings.Width, width, settings.DaRec, generator);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(Messages.Of(exception));
        }

        void Require(FrozenEmbeddings? table, RowSource other, string file)
        {
            if (table is null && settings.DaRec.SampleFrom != other)
            {
                throw new UsageException(
                    $"The folder has no {file} to draw rows of; type --sample-from {other.ToString().ToLowerInvariant()} or --align none.");
            }
        }
    }
}
