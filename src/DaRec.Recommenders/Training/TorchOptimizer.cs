using DaRec.Internal;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>An optimizer of TorchSharp, disposed with this object.</summary>
internal sealed class TorchOptimizer(optim.Optimizer optimizer) : ITrainingOptimizer
{
    private const string BytesKey = "bytes";

    public void ZeroGradients() => optimizer.zero_grad();

    public void Step()
    {
        using var scope = NewDisposeScope();
        optimizer.step();
    }

    public IReadOnlyDictionary<string, Tensor> GetState()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
        {
            Savable().save_state_dict(writer);
        }

        return new Dictionary<string, Tensor> { [BytesKey] = tensor(bytes.ToArray()) };
    }

    public void SetState(IReadOnlyDictionary<string, Tensor> state)
    {
        using var reader = new BinaryReader(new MemoryStream(HostReads.ToArray<byte>(state[BytesKey])));
        Savable().load_state_dict(reader);
    }

    public void Dispose() => optimizer.Dispose();

    private OptimizerHelper Savable() => optimizer as OptimizerHelper ?? throw new NotSupportedException(
        $"Expected an optimizer of TorchSharp's, which can save its state, got {optimizer.GetType().Name}: this training has no checkpoints.");
}
