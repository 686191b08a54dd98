using System.Globalization;
using DaRec.Embeddings;
using DaRec.Internal;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Disentanglement;

/// <summary>Linear layers with a non-linearity between them.</summary>
internal sealed class Mlp : Module<Tensor, Tensor>
{
    private readonly LinearLayer[] _layers;
    private readonly HeadActivation _activation;

    public Mlp(ReadOnlySpan<int> widths, HeadActivation activation, bool lastStartsAtZero, Generator? generator)
        : base(nameof(Mlp))
    {
        _activation = activation;
        _layers = new LinearLayer[widths.Length - 1];
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var startsAtZero = lastStartsAtZero && layer == _layers.Length - 1;
            _layers[layer] = new LinearLayer(widths[layer], widths[layer + 1], startsAtZero, generator);
            register_module(layer.ToString(CultureInfo.InvariantCulture), _layers[layer]);
        }
    }

    public Tensor Weight => _layers[0].Weight;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Continue(_layers[0].call(input)).MoveToOuterDisposeScope();
    }

    /// <summary>As a call with all rows of a table, which is never held whole.</summary>
    public Tensor Project(FrozenEmbeddings table)
    {
        using var scope = NewDisposeScope();
        return Continue(FrozenProduct.Compute(table, _layers[0].Weight, _layers[0].Bias)).MoveToOuterDisposeScope();
    }

    /// <summary>What both networks, of the same widths, make of the same input; their first layers run as one product.</summary>
    public static (Tensor First, Tensor Second) Both(Mlp first, Mlp second, Tensor input)
    {
        using var scope = NewDisposeScope();
        var (one, two) = (first._layers[0], second._layers[0]);
        var outputs = functional.linear(input, cat([one.Weight, two.Weight], 0), cat([one.Bias, two.Bias], 0)).chunk(2, 1); // 2 × (n, h)
        return (first.Continue(outputs[0]).MoveToOuterDisposeScope(), second.Continue(outputs[1]).MoveToOuterDisposeScope());
    }

    // Everything after the first layer.
    private Tensor Continue(Tensor output)
    {
        using var scope = NewDisposeScope();
        for (var layer = 1; layer < _layers.Length; layer++)
        {
            output = _layers[layer].call(Activate(output));
        }

        return output.MoveToOuterDisposeScope();
    }

    private Tensor Activate(Tensor hidden) => _activation switch
    {
        HeadActivation.Relu => MetaForms.Relu(hidden),
        HeadActivation.Gelu => functional.gelu(hidden),
        HeadActivation.Tanh => hidden.tanh(),
        _ => functional.leaky_relu(hidden, 0.01),
    };
}
