using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>An optimizer of TorchSharp, disposed with this object.</summary>
internal sealed class TorchOptimizer(optim.Optimizer optimizer) : ITrainingOptimizer
{
    public void ZeroGradients() => optimizer.zero_grad();

    public void Step()
    {
        using var scope = NewDisposeScope();
        optimizer.step();
    }

    public void Dispose() => optimizer.Dispose();
}
