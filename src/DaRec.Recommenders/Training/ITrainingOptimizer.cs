using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>The optimizer of a training, the library's own or one of TorchSharp.</summary>
internal interface ITrainingOptimizer : IDisposable
{
    /// <summary>Forgets the gradients of the last step.</summary>
    void ZeroGradients();

    /// <summary>Moves each parameter that has a gradient.</summary>
    void Step();

    /// <summary>What the next step depends on beside the parameters, by name, in the caller's dispose scope.</summary>
    /// <exception cref="NotSupportedException">An optimizer whose state cannot be saved.</exception>
    IReadOnlyDictionary<string, Tensor> GetState();

    /// <summary>Goes on from what <see cref="GetState"/> gave.</summary>
    void SetState(IReadOnlyDictionary<string, Tensor> state);
}
