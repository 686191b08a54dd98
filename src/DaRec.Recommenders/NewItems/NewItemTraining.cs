using DaRec.Internal;
using DaRec.Recommenders.Training;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>The training of the modules of a method: Adam, and early stopping by the cold items of the validation part.</summary>
/// <param name="input">What is placed.</param>
/// <param name="options">How long and how fast.</param>
/// <param name="modules">What is trained; with their best weights and in evaluation mode afterwards.</param>
internal sealed class NewItemTraining(NewItemInput input, NewItemTrainingOptions options, params IReadOnlyList<nn.Module> modules)
{
    /// <summary>Trains.</summary>
    /// <param name="loss">Of a batch of training interactions, whose items are rows of <see cref="NewItemInput.WarmItems"/>.</param>
    /// <param name="place">What the modules make now.</param>
    /// <returns>The mean loss of each epoch.</returns>
    public IReadOnlyList<double> Run(Func<TripletBatch, Tensor> loss, Func<RankedEmbeddings> place)
    {
        var sampler = new TripletSampler(input.WarmInteractions, input.Seed());
        var recall = ColdRecall.Of(input.Data.Train, input.Data.Validation);
        using var optimizer = new FusedAdam(modules.SelectMany(module => module.parameters()), options.LearningRate);
        using var weights = new WeightSnapshot(modules);
        var (losses, best, bestEpoch) = (new List<double>(), double.NegativeInfinity, 0);
        for (var epoch = 1; epoch <= options.Epochs && epoch - bestEpoch <= options.Patience; epoch++)
        {
            losses.Add(Epoch(sampler, optimizer, loss));
            if (recall is null)
            {
                bestEpoch = epoch;
            }
            else if (Measure(recall, place) is var value && value > best)
            {
                (best, bestEpoch) = (value, epoch);
                weights.Take();
            }
        }

        if (recall is not null)
        {
            weights.Restore();
        }

        SetMode(isTraining: false);
        return losses;
    }

    private double Epoch(TripletSampler sampler, FusedAdam optimizer, Func<TripletBatch, Tensor> loss)
    {
        using var withGrad = enable_grad();
        SetMode(isTraining: true);
        var (sum, rows) = (0.0, 0L);
        using var batches = sampler.Epoch(options.BatchSize).GetEnumerator();
        while (true)
        {
            using var scope = NewDisposeScope();
            if (!batches.MoveNext())
            {
                return sum / rows;
            }

            var value = loss(batches.Current);
            optimizer.ZeroGradients();
            value.backward();
            optimizer.Step();
            sum += HostReads.ToDouble(value) * batches.Current.Users.size(0);
            rows += batches.Current.Users.size(0);
        }
    }

    private double Measure(ColdRecall recall, Func<RankedEmbeddings> place)
    {
        SetMode(isTraining: false);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var placed = place();
        return recall.Measure(placed.Users, placed.Items);
    }

    private void SetMode(bool isTraining)
    {
        foreach (var module in modules)
        {
            module.train(isTraining);
        }
    }
}
