using DaRec.Clustering;
using DaRec.Disentanglement;
using DaRec.Distributed;
using DaRec.Internal;
using DaRec.Losses;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>The terms of a step and their weighted total; the one place where weights are applied.</summary>
internal sealed class AlignmentTerms : IDisposable
{
    private readonly DaRecOptions _options;
    private readonly DisentanglingHead? _collaborativeHead;
    private readonly DisentanglingHead? _languageHead;
    private readonly Generator? _generator;
    private readonly ICommunicator? _communicator;
    private readonly OrthogonalityLoss _orthogonality = new();
    private readonly UniformityLoss? _uniformity;
    private readonly GlobalStructureLoss? _frobenius;
    private readonly NeighborhoodStructureLoss? _neighborhoods;
    private readonly LocalStructureLoss? _localStructure;
    private readonly KMeans? _kMeans;

    public AlignmentTerms(
        DaRecOptions options,
        DisentanglingHead? collaborativeHead,
        DisentanglingHead? languageHead,
        Generator? generator,
        ICommunicator? communicator)
    {
        (_options, _collaborativeHead, _languageHead) = (options, collaborativeHead, languageHead);
        (_generator, _communicator) = (generator, communicator);
        _uniformity = options.Uniformity is { } uniformity
            ? new(uniformity.Temperature, uniformity.Normalize, uniformity.DistinctPairs, options.Kernel, communicator)
            : null;
        _frobenius = options.GlobalStructure is FrobeniusOptions frobenius
            ? new(frobenius.Normalize, frobenius.Average, options.Kernel, communicator)
            : null;
        _neighborhoods = options.GlobalStructure is NeighborhoodOptions neighborhoods
            ? new(neighborhoods.Temperature, centerLanguage: false, options.Kernel, communicator)
            : null;
        _localStructure = options.LocalStructure is { } local ? new(local.Matching) : null;
        _kMeans = options.LocalStructure is { } clusters ? new(clusters.ClusterCount, clusters.KMeansIterations) : null;
    }

    /// <summary>The centres that the next k-means starts from, of both sides; null for k-means++.</summary>
    public (Tensor Collaborative, Tensor Language)? WarmCenters { get; private set; }

    /// <summary>Starts the next k-means from these centres, which are then owned here; null for k-means++.</summary>
    public void StartFrom((Tensor Collaborative, Tensor Language)? centers)
    {
        WarmCenters?.Collaborative.Dispose();
        WarmCenters?.Language.Dispose();
        WarmCenters = centers;
    }

    /// <summary>The terms that are on, and λ's share of the step.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="weight">λ.</param>
    public AlignmentLosses Compute(AlignmentSample sample, double weight)
    {
        using var scope = NewDisposeScope();
        var collaborative = Needs.Collaborative(_options) ? _collaborativeHead!.call(sample.Collaborative) : null;
        var language = Needs.Language(_options) ? _languageHead!.call(sample.Language) : null;

        var orthogonality = _options.Orthogonality is null ? null : Once(Orthogonality(collaborative!).add(Orthogonality(language!), Held(1)));
        var uniformity = _options.Uniformity is null ? null : Uniformity(collaborative!).add(Uniformity(language!), Held(1));
        var globalStructure = _options.GlobalStructure is null ? null : GlobalStructure(sample, collaborative, language);
        var localStructure = _options.LocalStructure is null ? null : Once(LocalStructure(collaborative!.Shared, language!.Shared));
        (Tensor? Term, double? Weight)[] terms =
        [
            (orthogonality, _options.Orthogonality?.Weight),
            (uniformity, _options.Uniformity?.Weight),
            (globalStructure, _options.GlobalStructure?.Weight),
            (localStructure, _options.LocalStructure?.Weight),
        ];
        var parts = terms.Where(part => part.Term is not null).Select(part => (part.Term!, weight * part.Weight!.Value)).ToArray();
        var total = parts.Length > 0 ? WeightedSum.Of(parts) : ConnectedZero.Of(sample.Collaborative);
        return new AlignmentLosses(orthogonality, uniformity, globalStructure, localStructure, total).MoveToOuterDisposeScope();
    }

    /// <summary>The losses of a step that is left out.</summary>
    /// <param name="like">A tensor of E^C.</param>
    public AlignmentLosses Skip(Tensor like)
    {
        return new AlignmentLosses(
            Zero(_options.Orthogonality),
            Zero(_options.Uniformity),
            Zero(_options.GlobalStructure),
            Zero(_options.LocalStructure),
            ConnectedZero.Of(like),
            isSkipped: true);

        Tensor? Zero(object? options) => options is null ? null : like.new_zeros([]);
    }

    public void Dispose()
    {
        StartFrom(null);
        _orthogonality.Dispose();
        _uniformity?.Dispose();
        _frobenius?.Dispose();
        _neighborhoods?.Dispose();
        _localStructure?.Dispose();
    }

    // Terms that cost little are not shared: each process computes them whole.
    private Tensor Once(Tensor term) => Shared.OnceOf(_communicator, term);

    private Tensor Orthogonality(DisentangledEmbeddings parts) => _orthogonality.call(parts.Shared, parts.Specific);

    private Tensor Uniformity(DisentangledEmbeddings parts) => _options.Uniformity!.SharedParts
        ? _uniformity!.call(parts.Specific).add(_uniformity.call(parts.Shared), Held(1))
        : _uniformity!.call(parts.Specific);

    private Tensor GlobalStructure(AlignmentSample sample, DisentangledEmbeddings? collaborative, DisentangledEmbeddings? language)
    {
        var onShared = _options.GlobalStructure!.Input == GlobalStructureInput.SharedParts;
        var ours = onShared ? collaborative!.Shared : sample.Collaborative;
        return _neighborhoods is not null
            ? _neighborhoods.call(ours, Target(sample))
            : _frobenius!.call(ours, onShared ? language!.Shared : Target(sample));
    }

    // The frozen texts; sentences of one kind are alike, so users and items are centred apart.
    private Tensor Target(AlignmentSample sample)
    {
        if (!_options.GlobalStructure!.CenterTexts)
        {
            return sample.Language;
        }

        var (users, rows) = (sample.UserCount, sample.Language.size(0));
        return users == 0 || users == rows
            ? Rows.Center(sample.Language)
            : Rows.Join(Rows.Center(sample.Language.narrow(0, 0, users)), Rows.Center(sample.Language.narrow(0, users, rows - users)));
    }

    private Tensor LocalStructure(Tensor collaborative, Tensor language)
    {
        using var ours = _kMeans!.Fit(collaborative, _generator, Start(WarmCenters?.Collaborative, collaborative));
        using var theirs = _kMeans.Fit(language, _generator, Start(WarmCenters?.Language, language));
        if (_options.LocalStructure!.WarmStart)
        {
            StartFrom((ours.Centers.alias().DetachFromDisposeScope(), theirs.Centers.alias().DetachFromDisposeScope()));
        }

        // Differentiable centres of this step's clusters.
        return _localStructure!.call(ours.CentersOf(collaborative), theirs.CentersOf(language));
    }

    // Centres of a step before the module was moved are moved after it.
    private static Tensor? Start(Tensor? centers, Tensor points) => centers?.to(points.dtype, points.device);
}
