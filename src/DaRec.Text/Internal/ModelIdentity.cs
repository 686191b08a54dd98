using Microsoft.Extensions.AI;

namespace DaRec.Text.Internal;

/// <summary>Which model answers, as far as it or the caller says.</summary>
/// <param name="Name">The model's name; where nobody says, that of the client's type.</param>
/// <param name="Provider">Who serves it, or an empty string.</param>
/// <param name="IsKnown">Whether <paramref name="Name"/> tells models apart.</param>
internal sealed record ModelIdentity(string Name, string Provider, bool IsKnown)
{
    public static ModelIdentity Of(IEmbeddingGenerator generator, RequestOptions options)
    {
        var metadata = generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        return Of(generator, metadata?.DefaultModelId, metadata?.ProviderName, options);
    }

    public static ModelIdentity Of(IChatClient client, RequestOptions options)
    {
        var metadata = client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        return Of(client, metadata?.DefaultModelId, metadata?.ProviderName, options);
    }

    private static ModelIdentity Of(object client, string? model, string? provider, RequestOptions options)
    {
        var name = options.Model ?? model;
        if (name is null && options.CacheDirectory is not null)
        {
            throw new ArgumentException(
                $"Expected a model that says its name, because the cache must not confuse models; {client.GetType().Name} says none. " +
                "Set Model, or leave CacheDirectory out.",
                nameof(options));
        }

        return new ModelIdentity(name ?? client.GetType().Name, provider ?? "", name is not null);
    }
}
