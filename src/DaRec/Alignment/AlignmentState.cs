using DaRec.Evidence;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>What a resumed run needs beside the weights: steps, random state, warm centres, evidence.</summary>
/// <remarks>
/// The tensors are made when a state dict is asked for. Loading copies into them without telling anybody, so after each such
/// request the next step takes the values back, whether they were loaded or not.
/// </remarks>
internal sealed class AlignmentState(
    AlignmentTerms terms, TextEvidence? evidence, Generator? generator, (int Count, int Width)? centers) : IDisposable
{
    private Dictionary<string, Tensor>? _handedOut;

    /// <summary>Training steps so far.</summary>
    public long Steps { get; set; }

    /// <summary>Adds the state as it is now.</summary>
    public void AddTo(Dictionary<string, Tensor> destination, string? prefix)
    {
        Absorb();
        using (no_grad())
        {
            using var scope = NewDisposeScope();
            _handedOut = Current();
        }

        foreach (var (name, value) in _handedOut)
        {
            value.DetachFromDisposeScope();
            destination.TryAdd(string.IsNullOrEmpty(prefix) ? name : $"{prefix}.{name}", value);
        }
    }

    /// <summary>Takes over what was loaded since the last request, if anything was.</summary>
    public void Absorb()
    {
        if (_handedOut is not { } state)
        {
            return;
        }

        using (no_grad())
        {
            using var scope = NewDisposeScope();
            Steps = state["steps"].ToInt64();
            generator?.set_state(state["generator"]);
            evidence?.Restore(state["evidence"]);
            if (centers is not null)
            {
                var hasCenters = state["centers_kept"].ToInt64() > 0;
                terms.StartFrom(hasCenters ? (Side(0), Side(1)) : null);

                Tensor Side(int side) => state["centers"][side].clone().DetachFromDisposeScope();
            }
        }

        Dispose();
    }

    public void Dispose()
    {
        foreach (var value in _handedOut?.Values ?? Enumerable.Empty<Tensor>())
        {
            value.Dispose();
        }

        _handedOut = null;
    }

    private Dictionary<string, Tensor> Current()
    {
        var state = new Dictionary<string, Tensor> { ["steps"] = tensor(Steps) };
        if (generator is not null)
        {
            state["generator"] = generator.get_state().cpu();
        }

        if (evidence is not null)
        {
            state["evidence"] = evidence.State();
        }

        if (centers is { } shape)
        {
            var warm = terms.WarmCenters;
            state["centers_kept"] = tensor(warm is null ? 0L : 1L);
            state["centers"] = warm is { } kept
                ? stack([kept.Collaborative, kept.Language]).to(ScalarType.Float64, CPU)
                : zeros(2, shape.Count, shape.Width, dtype: ScalarType.Float64);
        }

        foreach (var value in state.Values)
        {
            value.DetachFromDisposeScope();
        }

        return state;
    }
}
