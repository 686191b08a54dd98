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
