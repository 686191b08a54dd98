using DaRec.Clustering;
using DaRec.Disentanglement;
using DaRec.Internal;
using DaRec.Losses;
using static TorchSharp.torch;

namespace DaRec;

/// <summary>The four terms of a step and their weighted total; the one place where weights are applied.</summary>
internal sealed class AlignmentTerms(
    DaRecOptions options, DisentanglingHead collaborativeHead, DisentanglingHead languageHead, Generator? generator)
    : IDisposable
{
    private readonly OrthogonalityLoss _orthogonality = new();
    private readonly UniformityLoss _uniformity =
        new(options.UniformityTemperature, options.UniformityNormalizes, options.UniformityDistinctPairs, options.Kernel);
    private readonly GlobalStructureLoss _globalStructure =
        new(options.GlobalStructureNormalizes, options.GlobalStructureAverages, options.Kernel);
    private readonly NeighborhoodStructureLoss _neighborhoods =
        new(options.NeighborhoodTemperature, centerLanguage: false, options.Kernel);
    private readonly LocalStructureLoss _localStructure = new(options.Matching);
    private readonly KMeans _kMeans = new(options.ClusterCount, options.KMeansIterations);
    private Tensor? _collaborativeCenters;
    private Tensor? _languageCenters;

    private bool NeedsHeads =>
        options.OrthogonalityWeight > 0 || options.UniformityWeight > 0 || options.LocalStructureWeight > 0
        || (options.GlobalStructureWeight > 0 && options.GlobalStructureInput == GlobalStructureInput.SharedParts);

    public AlignmentLosses Compute(AlignmentSample sample, double weight)
    {
        using var scope = NewDisposeScope();
        var collaborative = NeedsHeads ? collaborativeHead.call(sample.Collaborative) : null;
        var language = NeedsHeads ? languageHead.call(sample.Language) : null;

        var orthogonality = Term(options.OrthogonalityWeight, () => Orthogonality(collaborative!).add(Orthogonality(language!)));
        var uniformity = Term(options.UniformityWeight, () => Uniformity(collaborative!).add(Uniformity(language!)));
        var globalStructure = Term(options.GlobalStructureWeight, () => GlobalStructure(sample, collaborative, language));
        var localStructure = Term(options.LocalStructureWeight, () => LocalStructure(collaborative!.Shared, language!.Shared));
        var total = WeightedSum.Of(
            (orthogonality, weight * options.OrthogonalityWeight),
            (uniformity, weight * options.UniformityWeight),
            (globalStructure, weight * options.GlobalStructureWeight),
            (localStructure, weight * options.LocalStructureWeight));

        return new AlignmentLosses(orthogonality, uniformity, globalStructure, localStructure, total).MoveToOuterDisposeScope();

        Tensor Term(double weight, Func<Tensor> compute) => weight > 0 ? compute() : sample.Collaborative.new_zeros([]);
    }

    public void ResetClusters()
    {
        _collaborativeCenters?.Dispose();
        _languageCenters?.Dispose();
        (_collaborativeCenters, _languageCenters) = (null, null);
    }

    public void Dispose()
    {
        ResetClusters();
        _orthogonality.Dispose();
        _uniformity.Dispose();
        _globalStructure.Dispose();
        _neighborhoods.Dispose();
        _localStructure.Dispose();
    }

    private Tensor Orthogonality(DisentangledEmbeddings parts) => _orthogonality.call(parts.Shared, parts.Specific);

    private Tensor Uniformity(DisentangledEmbeddings parts) => options.UniformityOnShared
        ? _uniformity.call(parts.Specific).add(_uniformity.call(parts.Shared))
        : _uniformity.call(parts.Specific);

    private Tensor GlobalStructure(AlignmentSample sample, DisentangledEmbeddings? collaborative, DisentangledEmbeddings? language)
    {
        var onShared = options.GlobalStructureInput == GlobalStructureInput.SharedParts;
        var ours = onShared ? collaborative!.Shared : sample.Collaborative;
        if (options.GlobalStructure == GlobalStructureForm.Neighborhood)
        {
            return _neighborhoods.call(ours, Target(sample));
        }

        return _globalStructure.call(ours, onShared ? language!.Shared : Target(sample));
    }

    // The frozen texts; sentences of one kind are alike, so users and items are centred apart.
    private Tensor Target(AlignmentSample sample)
    {
        if (!options.CenterLanguage)
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
        var collaborativeCenters = Centers(collaborative, ref _collaborativeCenters);
        var languageCenters = Centers(language, ref _languageCenters);
        return _localStructure.call(collaborativeCenters, languageCenters);
    }

    // Differentiable centres of this step's clusters; their values start the next step's k-means.
    private Tensor Centers(Tensor shared, ref Tensor? warm)
    {
        var start = warm is not null && warm.dtype == shared.dtype && warm.device_type == shared.device_type ? warm : null;
        using var clusters = _kMeans.Fit(shared, generator, start);
        if (options.KMeansWarmStart)
        {
            warm?.Dispose();
            warm = clusters.Centers.alias().DetachFromDisposeScope();
        }

        return clusters.CentersOf(shared);
    }
}
