using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>A copy of modules' parameters and buffers that can be put back; what else a state dict holds stays as it is.</summary>
internal sealed class WeightSnapshot : IDisposable
{
    private readonly (Tensor Live, Tensor Copy)[] _weights;

    public WeightSnapshot(IEnumerable<nn.Module> modules)
    {
        using var noGrad = no_grad();
        _weights = [.. modules.SelectMany(module => module.parameters().Concat(module.buffers()))
            .Select(weight => (weight, weight.clone().DetachFromDisposeScope()))];
    }

    public void Take()
    {
        using var noGrad = no_grad();
        foreach (var (live, copy) in _weights)
        {
            copy.copy_(live);
        }
    }

    public void Restore()
    {
        using var noGrad = no_grad();
        foreach (var (live, copy) in _weights)
        {
            live.copy_(copy);
        }
    }

    /// <summary>The copy, by the weights' numbers, in the caller's dispose scope.</summary>
    public Dictionary<string, Tensor> GetState() =>
        _weights.Select((weight, at) => (Key: Key(at), Copy: weight.Copy.alias())).ToDictionary(pair => pair.Key, pair => pair.Copy);

    /// <summary>Goes on from what <see cref="GetState"/> gave.</summary>
    public void SetState(IReadOnlyDictionary<string, Tensor> state)
    {
        using var noGrad = no_grad();
        for (var at = 0; at < _weights.Length; at++)
        {
            _weights[at].Copy.copy_(state[Key(at)]);
        }
    }

    public void Dispose()
    {
        foreach (var (_, copy) in _weights)
        {
            copy.Dispose();
        }
    }

    private static string Key(int weight) => $"{weight}";
}
