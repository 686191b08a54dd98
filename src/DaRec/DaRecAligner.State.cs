using DaRec.Distributed;
using static TorchSharp.torch;

namespace DaRec;

public sealed partial class DaRecAligner
{
    /// <summary>Forgets the centres of the last step: the next k-means starts with k-means++.</summary>
    public void ResetClusters()
    {
        _state.Absorb();
        _terms.StartFrom(null);
    }

    /// <inheritdoc/>
    public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
    {
        var result = base.state_dict(destination, prefix);
        _state.AddTo(result, prefix);
        return result;
    }

    /// <summary>The processes that share the work; null for one.</summary>
    internal ICommunicator? Communicator { get; }

    // All processes draw the same rows from then on.
    private void StartTogether(Generator? generator)
    {
        if (Communicator is not { Size: > 1 })
        {
            return;
        }

        Communicator.Broadcast(state_dict().Values);
        _state.Absorb();
        if (generator is null)
        {
            using var random = get_rng_state();
            Communicator.Broadcast(random);
            set_rng_state(random);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        if (disposing)
        {
            _terms.Dispose();
            _state.Dispose();
            _record.Dispose();
            _texts.Dispose();
            Evidence?.Dispose();
        }

        base.Dispose(disposing);
    }
}
