using System.Globalization;
using DaRec.Disentanglement;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.NewItems;

/// <summary>Some layers (Linear, BatchNorm, tanh), then a Linear one.</summary>
internal sealed class TanhTower : Module<Tensor, Tensor>
{
    private const double Momentum = 0.01; // with the next one, those of DropoutNet's and ALDI's code
    private const double Epsilon = 1e-3;

    private readonly LinearLayer[] _layers;
    private readonly BatchNorm1d[] _norms;

    /// <param name="widths">Of the input, of each hidden layer, and of the output.</param>
    /// <param name="generator">Source of the initial weights.</param>
    public TanhTower(ReadOnlySpan<long> widths, Generator? generator)
        : base(nameof(TanhTower))
    {
        _layers = new LinearLayer[widths.Length - 1];
        _norms = new BatchNorm1d[widths.Length - 2];
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var name = layer.ToString(CultureInfo.InvariantCulture);
            _layers[layer] = new LinearLayer(widths[layer], widths[layer + 1], startsAtZero: false, generator);
            register_module($"linear{name}", _layers[layer]);
            if (layer < _norms.Length)
            {
                _norms[layer] = BatchNorm1d(widths[layer + 1], Epsilon, Momentum);
                register_module($"norm{name}", _norms[layer]);
            }
        }
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = input;
        for (var layer = 0; layer < _norms.Length; layer++)
        {
            _norms[layer].train(training && input.size(0) > 1); // one row has no variance
            hidden = _norms[layer].call(_layers[layer].call(hidden)).tanh();
        }

        return _layers[^1].call(hidden).MoveToOuterDisposeScope();
    }
}
