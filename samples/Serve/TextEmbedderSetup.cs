using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Embeddings;

namespace DaRec.Serve;

/// <summary>Registers what embeds plain texts.</summary>
internal static class TextEmbedderSetup
{
    /// <summary>
    /// Registers an endpoint with OpenAI's embeddings call, such as Ollama's, where the configuration names one: <c>embedder</c> is its
    /// address, <c>model</c> the model, <c>OPENAI_API_KEY</c> the key. Any other IEmbeddingGenerator is registered likewise.
    /// </summary>
    public static void AddTextEmbedder(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["embedder"] is not { Length: > 0 } address)
        {
            return;
        }

        var model = configuration["model"] ?? throw new ArgumentException("Name the model that embedded the item texts: --model NAME.");
        var key = new ApiKeyCredential(configuration["OPENAI_API_KEY"] ?? "none");
        services.AddSingleton(_ =>
            new EmbeddingClient(model, key, new OpenAIClientOptions { Endpoint = new Uri(address) }).AsIEmbeddingGenerator());
    }
}
