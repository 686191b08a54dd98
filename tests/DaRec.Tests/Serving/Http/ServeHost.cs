using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DaRec.Serve;
using DaRec.Serving;
using DaRec.Tests.Testing;
using FluentAssertions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DaRec.Tests.Serving.Http;

/// <summary>The sample service on a free port, with an index of its own or a saved one.</summary>
public sealed class ServeHost : WebApplicationFactory<LiveIndex>
{
    private readonly Dictionary<string, string> _settings = [];
    private readonly Recommender? _index;
    private readonly IEmbeddingGenerator<string, Embedding<float>>? _embedder;

    public ServeHost()
        : this(new Recommender(ServingMaterial.Contents()), null)
    {
    }

    internal ServeHost(Recommender index, IEmbeddingGenerator<string, Embedding<float>>? embedder)
    {
        (_index, _embedder) = (index, embedder);
        Start();
    }

    internal ServeHost(params (string Name, string Value)[] settings)
    {
        _settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value);
        Start();
    }

    public HttpClient Client { get; private set; } = null!;

    public LiveIndex Live => Services.GetRequiredService<LiveIndex>();

    public async Task<T> Get<T>(string path)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative));
        return await Read<T>(answer);
    }

    public async Task<T> Post<T>(string path, object body)
    {
        using var answer = await Client.PostAsJsonAsync(path, body);
        return await Read<T>(answer);
    }

    /// <summary>Posts what must fail, as it is, and checks that the answer is a problem with this status.</summary>
    /// <returns>All that the problem says.</returns>
    public async Task<string> Refused(HttpStatusCode expected, string path, string? body)
    {
        using var content = body is null ? null : new StringContent(body, null, "application/json");
        using var answer = content is null
            ? await Client.GetAsync(new Uri(path, UriKind.Relative))
            : await Client.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(expected, "{0} {1}: {2}", path, body, text);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("status").GetInt32().Should().Be((int)expected);
        return problem.TryGetProperty("detail", out var detail) ? detail.GetString()!
            : problem.TryGetProperty("errors", out var errors) ? errors.ToString()
            : problem.GetProperty("title").GetString()!;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseContentRoot(AppContext.BaseDirectory);
        foreach (var (name, value) in _settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureTestServices(services =>
        {
            if (_index is not null)
            {
                services.AddSingleton(provider => new LiveIndex(_index, provider.GetRequiredService<IMeterFactory>()));
            }

            if (_embedder is not null)
            {
                services.AddSingleton(_embedder);
            }
        });
    }

    private static async Task<T> Read<T>(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(HttpStatusCode.OK, "{0}", text);
        return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!;
    }

    private void Start()
    {
        UseKestrel(0);
        StartServer();
        Client = CreateClient();
    }
}
