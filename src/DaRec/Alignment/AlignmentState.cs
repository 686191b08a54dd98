using DaRec.Evidence;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>What a resumed run needs beside the weights: steps, random state, warm centres, evidence.</summary>
/// <remarks>
/// Its tensors are refreshed whenever a state dict is asked for. Loading copies into them without telling anybody, so from then on
/// each use compares them with what was written, and takes over what differs.
/// </remarks>
internal sealed class AlignmentState(
    AlignmentTerms terms, TextEvidence? evidence, Generator? generator, (int Count, int Width)? centers) : IDisposable
{
    private const string StepsKey = "steps";
    private const string GeneratorKey = "generator";
    private const string EvidenceKey = "text_evidence"; // "evidence" held weights of texts that no interaction had corrected
    private const string CentersKey = "centers";
    private const string CentersKeptKey = "centers_kept";

    private readonly Dictionary<string, (Tensor Shared, Tensor Written)> _tensors = [];

    /// <summary>Training steps so far.</summary>
    public long Steps { get; set; }

    /// <summary>Adds the state as it is now.</summary>
    public void AddTo(Dictionary<string, Tensor> destination, string? prefix)
    {
        Absorb();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (key, value) in Current())
        {
            if (!_tensors.TryGetValue(key, out var pair))
            {
                pair = _tensors[key] = (value.clone().DetachFromDisposeScope(), value.clone().DetachFromDisposeScope());
            }

            pair.Shared.copy_(value);
            pair.Written.copy_(value);
            destination.TryAdd(string.IsNullOrEmpty(prefix) ? key : $"{prefix}.{key}", pair.Shared);
        }
    }

    /// <summary>Takes over what was loaded since the last use, if anything was.</summary>
    public void Absorb()
    {
        if (_tensors.Count == 0)
        {
            return;
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        if (Loaded(StepsKey) is { } steps)
        {
            Steps = HostReads.ToInt64(steps);
        }

        if (Loaded(GeneratorKey) is { } random)
        {
            generator!.set_state(random);
        }

        if (Loaded(EvidenceKey) is { } fitted)
        {
            evidence!.Restore(fitted);
        }

        if (Loaded(CentersKey) is not null | Loaded(CentersKeptKey) is not null)
        {
            var (both, areKept) = (_tensors[CentersKey].Shared, _tensors[CentersKeptKey].Shared);
            terms.StartFrom(HostReads.ToInt64(areKept) > 0
                ? (both[0].clone().DetachFromDisposeScope(), both[1].clone().DetachFromDisposeScope())
                : null);
        }
    }

    public void Dispose()
    {
        foreach (var (shared, written) in _tensors.Values)
        {
            shared.Dispose();
            written.Dispose();
        }

        _tensors.Clear();
    }

    // A value that was copied into the state since it was written or looked at; null where none was.
    private Tensor? Loaded(string key)
    {
        if (!_tensors.TryGetValue(key, out var pair) || pair.Shared.Equals(pair.Written))
        {
            return null;
        }

        pair.Written.copy_(pair.Shared);
        return pair.Shared;
    }

    private Dictionary<string, Tensor> Current()
    {
        var state = new Dictionary<string, Tensor> { [StepsKey] = tensor(Steps) };
        if (generator is not null)
        {
            state[GeneratorKey] = generator.get_state();
        }

        if (evidence is not null)
        {
            state[EvidenceKey] = evidence.State();
        }

        if (centers is { } shape)
        {
            state[CentersKeptKey] = tensor(terms.WarmCenters is null ? 0L : 1L);
            state[CentersKey] = terms.WarmCenters is { } warm
                ? HostReads.ToCpu(stack([warm.Collaborative, warm.Language])).to(ScalarType.Float64)
                : zeros(2, shape.Count, shape.Width, dtype: ScalarType.Float64);
        }

        return state;
    }
}
