namespace DaRec.Recommenders.Training;

/// <summary>The optimizer of a training, the library's own or one of TorchSharp.</summary>
internal interface ITrainingOptimizer : IDisposable
{
    /// <summary>Forgets the gradients of the last step.</summary>
    void ZeroGradients();

    /// <summary>Moves each parameter that has a gradient.</summary>
    void Step();
}
