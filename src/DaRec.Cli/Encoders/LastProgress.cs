using DaRec.Text;

namespace DaRec.Cli.Encoders;

/// <summary>Passes reports on, and remembers the last.</summary>
internal sealed class LastProgress(IProgress<EmbeddingProgress> next, Action<EmbeddingProgress> remember) : IProgress<EmbeddingProgress>
{
    public void Report(EmbeddingProgress value)
    {
        remember(value);
        next.Report(value);
    }
}
