using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using TorchSharp;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>A backbone under training, an epoch at a time, alone or aligned.</summary>
internal sealed class EpochRun : IDisposable
{
    private const ulong Seed = 7;

    private readonly torch.Generator _generator = new(Seed);
    private readonly Backbone _backbone;
    private readonly DaRecAlignment? _alignment;
    private readonly Trainer _trainer;

    public EpochRun(Dataset data, BenchmarkSettings settings, EpochRecipe? recipe, BackboneChoice? backbone = null, torch.Device? device = null)
    {
        Trainer.KeepFreedMemory();
        _backbone = (backbone ?? BackboneChoice.LightGcn).Create(data.Train, settings.Width, _generator);
        _alignment = recipe is null
            ? null
            : new DaRecAlignment(_backbone, data, BenchmarkAligner.Unscaled(recipe.Options, settings.Width), _generator);
        var options = new TrainerOptions { MaxEpochs = 1, BatchSize = settings.BatchSize, Device = device };
        _trainer = new Trainer(_backbone, data, options, _alignment);
        Name = recipe?.Name ?? "alone";
    }

    public string Name { get; }

    /// <summary>Its epochs, timed by the trainer: what surrounds the steps is not counted.</summary>
    public Contestant Contestant(CancellationToken cancellation) => new(Name, () =>
    {
        using var result = _trainer.Train(cancellationToken: cancellation);
        return result.Epochs[0].Seconds;
    });

    public void Dispose()
    {
        _alignment?.Dispose();
        _backbone.Dispose();
        _generator.Dispose();
    }
}
