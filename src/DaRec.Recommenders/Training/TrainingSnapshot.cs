using DaRec.Internal;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Models;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>A training at the end of an epoch, in evaluation mode and without gradient. What nobody asks for is not computed.</summary>
public sealed class TrainingSnapshot
{
    private readonly Backbone _backbone;
    private readonly Lazy<Tensor> _embeddings;
    private readonly Lazy<Tensor> _ranked;

    internal TrainingSnapshot(int epoch, Backbone backbone, TextMethod textMethod)
    {
        (Epoch, TextMethod, _backbone) = (epoch, textMethod, backbone);
        _embeddings = new(() => backbone.Propagate(textMethod.Inject(backbone.Ids)).Embeddings);
        _ranked = new(() => textMethod.Rank(_embeddings.Value));
    }

    /// <summary>Number of the epoch that has ended, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The text method; one without effect where the backbone trains alone.</summary>
    public TextMethod TextMethod { get; }

    /// <summary>E^C of all users, shape (n_u, d), on the device of the training.</summary>
    public Tensor Users => _embeddings.Value.narrow(0, 0, _backbone.UserCount);

    /// <summary>E^C of all items, shape (n_i, d).</summary>
    public Tensor Items => _embeddings.Value.narrow(0, _backbone.UserCount, _backbone.ItemCount);

    /// <summary>What users would be ranked with, shape (n_u, r).</summary>
    public Tensor RankedUsers => _ranked.Value.narrow(0, 0, _backbone.UserCount);

    /// <summary>What items would be ranked with, shape (n_i, r).</summary>
    public Tensor RankedItems => _ranked.Value.narrow(0, _backbone.UserCount, _backbone.ItemCount);

    /// <summary>Shows it to those whose turn it is, and returns the seconds that they took.</summary>
    internal static double Show(IEnumerable<ITrainingObserver> observers, int epoch, Backbone backbone, TextMethod textMethod)
    {
        ITrainingObserver[] due = [.. observers.Where(observer => epoch % Guard.AtLeast(observer.Every, 1, nameof(ITrainingObserver.Every)) == 0)];
        if (due.Length == 0)
        {
            return 0;
        }

        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        backbone.eval();
        textMethod.eval();
        var snapshot = new TrainingSnapshot(epoch, backbone, textMethod);
        foreach (var observer in due)
        {
            observer.Observe(snapshot);
        }

        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
