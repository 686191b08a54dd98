using DaRec.Disentanglement;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.Baselines;

/// <summary>One side's gate and its own experts.</summary>
internal sealed class ExpertAdaptor : Module
{
    [ComponentName(Name = "own_experts")]
    private readonly ExpertLayer _own;

    [ComponentName(Name = "gate")]
    private readonly LinearLayer _gate;

    public ExpertAdaptor(ExpertLayer own, int experts, long textWidth, Generator? generator)
        : base(nameof(ExpertAdaptor))
    {
        (_own, _gate) = (own, new LinearLayer(textWidth, experts, startsAtZero: false, generator));
        RegisterComponents();
    }

    /// <summary>The experts' mean with the gate's weights, (n, e) → (n, d).</summary>
    public Tensor Adapt(Tensor texts, ExpertLayer? shared)
    {
        using var scope = NewDisposeScope();
        var outputs = shared is null ? _own.call(texts) : cat([shared.call(texts), _own.call(texts)], 0); // (k, n, d)
        var shares = _gate.call(texts).softmax(1).t().unsqueeze(2); // (k, n, 1)
        return outputs.mul(shares).sum(0L).MoveToOuterDisposeScope();
    }
}
