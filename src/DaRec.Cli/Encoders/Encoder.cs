using DaRec.Text;
using Microsoft.Extensions.AI;

namespace DaRec.Cli.Encoders;

/// <summary>What makes embeddings of texts, and how it wants to be asked.</summary>
/// <param name="Generator">The model.</param>
/// <param name="Options">Sizes and retries.</param>
internal sealed record Encoder(IEmbeddingGenerator<string, Embedding<float>> Generator, TextEmbedderOptions Options) : IDisposable
{
    public void Dispose() => Generator.Dispose();
}
