using static TorchSharp.torch;

namespace DaRec.Disentanglement;

/// <summary>The two parts that a <see cref="DisentanglingHead"/> makes of each row.</summary>
/// <param name="Shared">What both sides have in common, E_sh, shape (n, d).</param>
/// <param name="Specific">What belongs to one side alone, E_sp, shape (n, d).</param>
public sealed record DisentangledEmbeddings(Tensor Shared, Tensor Specific) : IDisposable
{
    /// <summary>Disposes both tensors.</summary>
    public void Dispose()
    {
        Shared.Dispose();
        Specific.Dispose();
    }
}
