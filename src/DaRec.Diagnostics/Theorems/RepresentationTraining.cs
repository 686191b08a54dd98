using DaRec.Clustering;
using DaRec.Disentanglement;
using DaRec.Losses;
using DaRec.Recommenders.Training;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Diagnostics.Theorems;

/// <summary>Trains heads on both sides for a task, with the alignment's terms beside its loss.</summary>
/// <remarks>
/// <code>
/// L = CE(read-out, R) + λ [L_or + L_uni + L_glo(sh, sh′) + L_loc(sh, sh′)]        disentangled
/// L = CE(read-out, R) + λ [L_glo(E, E′) + L_loc(E, E′)]                           aligned
/// L = CE(read-out, R)                                                             neither
/// </code>
/// The read-out is linear. All representations have the width 4 d.
/// </remarks>
internal sealed class RepresentationTraining : IDisposable
{
    private const int Centers = 4;
    private const int StepsAClustering = 10;

    private readonly Theorem2Method _method;
    private readonly Theorem2Options _options;
    private readonly Generator _generator;
    private readonly DisentanglingHead _collaborative;
    private readonly DisentanglingHead _language;
    private readonly LinearLayer _readOut;
    private readonly OrthogonalityLoss _orthogonality = new();
    private readonly UniformityLoss _uniformity = new();
    private readonly GlobalStructureLoss _globalStructure = new();
    private readonly LocalStructureLoss _localStructure = new();

    public RepresentationTraining(Theorem2Method method, Theorem2Options options, int classes, int seed)
    {
        (_method, _options, _generator) = (method, options, new Generator((ulong)seed));
        var width = method == Theorem2Method.Disentangled ? options.Width : 2 * options.Width;
        _collaborative = new DisentanglingHead(PlantedFactors.Width, width, generator: _generator);
        _language = new DisentanglingHead(PlantedFactors.Width, width, generator: _generator);
        _readOut = new LinearLayer(4 * options.Width, classes, startsAtZero: false, _generator);
    }

    /// <summary>Trains on rows with labels.</summary>
    public void Fit(PlantedFactors rows, int[] labels)
    {
        using var targets = tensor(Array.ConvertAll(labels, label => (long)label));
        using var optimizer = new FusedAdam(
            [.. _collaborative.parameters(), .. _language.parameters(), .. _readOut.parameters()], _options.LearningRate);
        (KMeansResult Collaborative, KMeansResult Language)? clusters = null;
        for (var step = 0; step < _options.Steps; step++)
        {
            using var scope = NewDisposeScope();
            using var parts = Split(rows);
            if (_method != Theorem2Method.Unaligned && step % StepsAClustering == 0)
            {
                Forget(clusters);
                clusters = (Cluster(parts.First.Shared), Cluster(parts.Second.Shared));
            }

            var loss = functional.cross_entropy(_readOut.call(parts.Join()), targets);
            if (clusters is { } current)
            {
                loss = loss.add(Alignment(parts, current), Held(_options.AlignmentWeight));
            }

            optimizer.ZeroGradients();
            loss.backward();
            optimizer.Step();
        }

        Forget(clusters);
    }

    /// <summary>The representation of rows, shape (n, 4 d).</summary>
    public Tensor Represent(PlantedFactors rows)
    {
        using var noGrad = no_grad();
        using var parts = Split(rows);
        return parts.Join();
    }

    public void Dispose()
    {
        Module[] modules = [_collaborative, _language, _readOut, _orthogonality, _uniformity, _globalStructure, _localStructure];
        Array.ForEach(modules, module => module.Dispose());
        _generator.Dispose();
    }

    private static void Forget((KMeansResult Collaborative, KMeansResult Language)? clusters)
    {
        clusters?.Collaborative.Dispose();
        clusters?.Language.Dispose();
    }

    private KMeansResult Cluster(Tensor shared)
    {
        using var scope = NewDisposeScope();
        var result = new KMeans(Centers, maxIterations: 20).Fit(shared.detach(), _generator);
        result.Centers.DetachFromDisposeScope();
        result.Assignments.DetachFromDisposeScope();
        return result;
    }

    private Tensor Alignment(Parts parts, (KMeansResult Collaborative, KMeansResult Language) clusters)
    {
        var (first, second) = (parts.First, parts.Second);
        var total = _globalStructure.call(first.Shared, second.Shared)
            .add(_localStructure.call(clusters.Collaborative.CentersOf(first.Shared), clusters.Language.CentersOf(second.Shared)), Held(1));
        return _method != Theorem2Method.Disentangled
            ? total
            : total.add(_orthogonality.call(first.Shared, first.Specific), Held(1))
                .add(_orthogonality.call(second.Shared, second.Specific), Held(1))
                .add(_uniformity.call(first.Specific), Held(1))
                .add(_uniformity.call(second.Specific), Held(1));
    }

    private Parts Split(PlantedFactors rows) => _method == Theorem2Method.Disentangled
        ? new Parts(_collaborative.call(rows.Collaborative), _language.call(rows.Language), HasSpecific: true)
        : new Parts(Whole(_collaborative, rows.Collaborative), Whole(_language, rows.Language), HasSpecific: false);

    private static DisentangledEmbeddings Whole(DisentanglingHead head, Tensor rows)
    {
        var whole = head.Shared(rows);
        return new DisentangledEmbeddings(whole, whole.alias());
    }

    private sealed record Parts(DisentangledEmbeddings First, DisentangledEmbeddings Second, bool HasSpecific) : IDisposable
    {
        public Tensor Join() => HasSpecific
            ? cat([First.Shared, First.Specific, Second.Shared, Second.Specific], 1)
            : cat([First.Shared, Second.Shared], 1);

        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
        }
    }
}
