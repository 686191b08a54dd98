using DaRec.Text;

namespace DaRec.Tests.Text;

/// <summary>Progress as it is reported, at once and in order.</summary>
internal sealed class Reports(Action<EmbeddingProgress>? then = null) : IProgress<EmbeddingProgress>
{
    public List<EmbeddingProgress> All { get; } = [];

    public void Report(EmbeddingProgress value)
    {
        All.Add(value);
        then?.Invoke(value);
    }
}
