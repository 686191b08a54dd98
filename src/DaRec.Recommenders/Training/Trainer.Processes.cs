using System.Text;
using System.Text.Json;
using DaRec.Distributed;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <content>Several processes: how a step is shared, and what process 0 alone decides.</content>
public sealed partial class Trainer
{
    private readonly ICommunicator _communicator;

    /// <summary>Whether this process writes files: process 0 does.</summary>
    internal bool IsWriter => _communicator.Rank == 0;

    private bool IsShared => _communicator.Size > 1;

    private IEnumerable<Parameter> Trained => Modules.SelectMany(module => module.Module.parameters()).Where(parameter => parameter.requires_grad);

    private static void EnsureShareable(Backbone backbone, TextMethod textMethod, TrainerOptions options, ICommunicator communicator)
    {
        if (communicator.Size > 1 && options.LazyAdam)
        {
            throw new ArgumentException(
                $"Expected neither {nameof(TrainerOptions.LazyAdam)} nor {nameof(LightGcnOptions.Walks)} in {communicator.Size} processes, got one: "
                + "steps on rows are not shared.",
                nameof(options));
        }

        if (textMethod.Communicator is { Size: > 1 } other && !ReferenceEquals(other, communicator))
        {
            throw new ArgumentException(
                "Expected a text method with the communicator of the trainer, got one with another; give both the same.", nameof(communicator));
        }

        if (communicator.Size > 1 && backbone.Ids.device_type != DeviceType.CPU)
        {
            throw new ArgumentException(
                $"Expected models on the CPU to train in {communicator.Size} processes, got {backbone.Ids.device}; several processes compute on the "
                + "processor alone.",
                nameof(communicator));
        }
    }

    // The sum over the processes is the loss of the whole batch, and so are its gradients.
    private Tensor ShareOfLoss(Propagation propagation, Tensor representations, TripletBatch batch)
    {
        if (!IsShared)
        {
            return _backbone.Loss(propagation, representations, batch);
        }

        if (!_backbone.IsMeanOverTriplets)
        {
            return _backbone.Loss(propagation, representations, batch).mul(Held(IsWriter ? 1.0 : 0));
        }

        var count = batch.Users.size(0);
        var (first, own) = _communicator.ShareOf(count);

        // Where there is nothing for this process, one triplet of weight 0: a model may draw numbers in each loss.
        var (start, length) = (Math.Min(first, count - 1), Math.Max(own, 1));
        var share = new TripletBatch
        {
            Users = batch.Users.narrow(0, start, length),
            Positives = batch.Positives.narrow(0, start, length),
            Negatives = batch.Negatives.narrow(0, start, length),
        };
        return _backbone.Loss(propagation, representations, share).mul(Held((double)own / count));
    }

    // A method that does not share its work computes all of it on each process; the first one's counts.
    private Tensor ShareOfTotal(TextMethodLosses added) =>
        IsShared && _textMethod.Communicator is null ? added.Total.mul(Held(IsWriter ? 1.0 : 0)) : added.Total;

    // Process 0 has evaluated: all stop, and keep weights, by its numbers.
    private EpochReport OfFirst(EpochReport report)
    {
        if (!IsShared)
        {
            return report;
        }

        if (report.Epoch % _options.EvaluateEvery == 0)
        {
            _communicator.EnsureSame(Modules.SelectMany(module => module.Module.parameters()), "weights");
        }

        var bytes = IsWriter ? JsonSerializer.SerializeToUtf8Bytes(report, CheckpointJson.Default.EpochReport) : null;
        return JsonSerializer.Deserialize(CheckpointExchange.Broadcast(_communicator, bytes), CheckpointJson.Default.EpochReport)!;
    }

    // All processes start from what process 0 has: its checkpoint, or its weights and random numbers.
    private Checkpoint? StartTogether(TrainingSession session, Checkpoint? loaded)
    {
        if (!IsShared)
        {
            return loaded;
        }

        using (var scope = NewDisposeScope())
        {
            var settings = tensor(Encoding.UTF8.GetBytes($"{Fingerprint}\n{Settings(null)}"));
            _communicator.EnsureSame([settings], "data and settings");
        }

        using var resumed = tensor(loaded is null ? 0L : 1L);
        _communicator.Broadcast(resumed);
        if (DaRec.Internal.HostReads.ToInt64(resumed) > 0)
        {
            if (IsWriter)
            {
                CheckpointExchange.Send(_communicator, loaded!);
                return loaded;
            }

            loaded?.Dispose();
            return CheckpointExchange.Receive(_communicator);
        }

        loaded?.Dispose(); // process 0 has none to go on from
        if (IsWriter)
        {
            using var scope = NewDisposeScope();
            CheckpointExchange.Send(_communicator, session.TakeModules(Fingerprint, Settings(null)));
        }
        else
        {
            using var start = CheckpointExchange.Receive(_communicator);
            session.PutModulesBack(start);
        }

        return null;
    }
}
