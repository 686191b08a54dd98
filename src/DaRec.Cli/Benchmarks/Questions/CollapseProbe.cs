using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Diagnostics;
using DaRec.Internal;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>Looks at a run between two epochs; the weights stay as they are.</summary>
internal sealed class CollapseProbe
{
    private const int Steps = 10; // that figures of a step are the mean over
    private const int Seed = 7;

    private readonly CollapseRun _run;
    private readonly DaRecAligner _aligner;

    /// <summary>Finds the parts of the run's alignment.</summary>
    /// <param name="run">Is aligned, and ranks with E^C.</param>
    public CollapseProbe(CollapseRun run)
    {
        _run = run;
        _aligner = ((DaRecAlignment)run.Alignment).Aligner;
    }

    /// <summary>All figures, on the whole graph without dropout; the modules are in evaluation mode.</summary>
    public CollapseLook Look()
    {
        using var scope = NewDisposeScope();
        double[][] steps = [.. new TripletSampler(_run.Data.Train, Seed).Epoch(_run.BatchSize).Take(Steps).Select(Step)];
        var mean = Enumerable.Range(0, steps[0].Length).Select(at => steps.Average(figures => figures[at])).ToArray();
        using var parts = Parts();
        var (collaborative, language) = (parts.Collaborative!.Shared, parts.Language!.Shared);
        return new CollapseLook(
            mean[0],
            mean[1],
            Spread(collaborative),
            Spread(language),
            TableSimilarity.StructureAgreement(collaborative, language),
            mean[2] / mean[3],
            mean[4],
            mean[5]);
    }

    // Both terms, the lengths of both gradients to the ids, then the changes of scores along both gradients to E^C.
    private double[] Step(TripletBatch batch)
    {
        using var scope = NewDisposeScope();
        var embeddings = _run.Backbone.Propagate(_run.Backbone.Ids).Embeddings;
        using var aligned = _run.Alignment.Align(embeddings, batch)!;
        var propagation = new Propagation { Embeddings = embeddings };
        var (alignment, ranking) = (Gradients(aligned.Total), Gradients(_run.Backbone.Loss(propagation, batch)));
        return
        [
            Term("global structure"),
            Term("local structure"),
            HostReads.ToDouble(alignment.Ids.norm()),
            HostReads.ToDouble(ranking.Ids.norm()),
            ScoreChange.Along(embeddings, alignment.Embeddings, _run.Data.UserCount),
            ScoreChange.Along(embeddings, ranking.Embeddings, _run.Data.UserCount),
        ];

        double Term(string name) => HostReads.ToDouble(aligned.Terms.Single(term => term.Key == name).Value);

        (Tensor Embeddings, Tensor Ids) Gradients(Tensor loss)
        {
            var gradients = autograd.grad([loss], [embeddings, _run.Backbone.Ids], retain_graph: true);
            return (gradients[0], gradients[1]);
        }
    }

    // Of the rows that are aligned.
    private AlignedParts Parts()
    {
        using var noGrad = no_grad();
        var embeddings = _run.Backbone.Propagate(_run.Backbone.Ids).Embeddings;
        return _aligner.Parts(
            embeddings.narrow(0, 0, _run.Data.UserCount), embeddings.narrow(0, _run.Data.UserCount, _run.Data.ItemCount));
    }

    private CollapseLook.Spread Spread(Tensor shared) => new(
        RowGeometry.MeanCosine(shared),
        SingularSpectrum.Of(shared, unitRows: true).VarianceRank,
        CollapseAlarm.Of(shared, _aligner.Options.LocalStructure!.ClusterCount).LargestClusterShare);
}
