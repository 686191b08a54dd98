using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>A module that keeps more than its state dict from one training step to the next: random numbers, counters, graphs.</summary>
/// <remarks>
/// <see cref="Trainer.Save"/> asks each backbone and text method, and each module within them, and <see cref="Trainer.Load"/> gives back what
/// they said. Write it where a model of your own draws random numbers while it trains; a module without such state needs nothing.
/// </remarks>
public interface IResumable
{
    /// <summary>Gives the state at the end of an epoch, by name.</summary>
    /// <returns>Tensors of any type and shape, disposed with the caller's dispose scope.</returns>
    IReadOnlyDictionary<string, Tensor> GetState();

    /// <summary>Goes on from a state.</summary>
    /// <param name="state">What <see cref="GetState"/> gave, on the CPU; disposed by the caller.</param>
    void SetState(IReadOnlyDictionary<string, Tensor> state);
}
