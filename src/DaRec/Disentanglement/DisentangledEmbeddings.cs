using static TorchSharp.torch;

namespace DaRec.Disentanglement;

/// <summary>The two parts that a <see cref="DisentanglingHead"/> makes of each row.</summary>
public sealed class DisentangledEmbeddings : IDisposable
{
    internal DisentangledEmbeddings(Tensor shared, Tensor specific) => (Shared, Specific) = (shared, specific);

    /// <summary>E_sh, what both sides have in common, shape (n, d).</summary>
    public Tensor Shared { get; }

    /// <summary>E_sp, what belongs to one side alone, shape (n, d).</summary>
    public Tensor Specific { get; }

    /// <summary>Disposes both tensors.</summary>
    public void Dispose()
    {
        Shared.Dispose();
        Specific.Dispose();
    }
}
