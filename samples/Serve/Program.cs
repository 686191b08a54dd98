// A web service over a folder that `darec export` or Recommender.Save wrote. It never loads libtorch.
// Usage: dotnet run -c Release --project samples/Serve -- --index FOLDER [--embedder URL --model NAME] [--urls http://localhost:5000]
using System.ComponentModel.DataAnnotations;
using DaRec.Serve;
using Microsoft.AspNetCore.Mvc;
using Prometheus;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning); // not four lines a request

// 1. The index, immutable and shared by all requests; what embeds plain texts, if anything does.
builder.Services.AddSingleton(services => LiveIndex.Open(services, builder.Configuration["index"]));
builder.Services.AddSingleton<TextVectors>();
builder.Services.AddTextEmbedder(builder.Configuration);

// 2. Bad requests are answered as problem details (RFC 9457), whoever notices them: the routes' types, the attributes or the index.
builder.Services.AddProblemDetails().AddExceptionHandler<BadRequests>().AddValidation();
builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
builder.Services.ConfigureHttpJsonOptions(json => RequestJson.Configure(json.SerializerOptions));

// 3. OpenAPI at /openapi/v1.json, Prometheus at /metrics, health at /health.
builder.Services.AddOpenApi();
builder.Services.AddHealthChecks();

var app = builder.Build();
app.UseExceptionHandler().UseStatusCodePages();
app.MapOpenApi();
app.MapMetrics();
app.MapHealthChecks("/health");
Metrics.ConfigureMeterAdapter(meters => meters.ResolveHistogramBuckets = _ => Histogram.ExponentialBuckets(5e-4, 2, 16)); // s
await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(Stream.Null); // the first collection starts to listen

// 4. The routes. Each asks the index that is current when its request comes, and no other.
var lists = app.MapGroup("").ProducesProblem(400).ProducesProblem(404);
lists.MapGet("/recommend/{user}", (LiveIndex live, string user, [Range(1, ListRequest.Most)] int count = 10) =>
    live.Rank("user", index => index.Recommend(user, count)));
lists.MapPost("/recommend", (LiveIndex live, [FromBody] ListRequest request) =>
    live.Rank(request.User is null ? "history" : "user", request.Ask)).ProducesProblem(422);
lists.MapGet("/similar/{item}", (LiveIndex live, string item, [Range(1, ListRequest.Most)] int count = 10) =>
    live.Rank("similar", index => index.SimilarItems(item, count)));
lists.MapGet("/popular", (LiveIndex live, [Range(1, ListRequest.Most)] int count = 10) =>
    live.Rank("popular", index => index.Popular(count)));
app.MapPost("/items", async (LiveIndex live, TextVectors texts, [FromBody] NewItems request, CancellationToken cancellation) =>
        live.Add(request.Items, await texts.OfAsync(request.Items, live.TextWidth, cancellation)))
    .WithMetadata(new RequestSizeLimitAttribute(NewItems.MostBytes))
    .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422).ProducesProblem(503);

// 5. An index that cannot be read ends the program before it answers anything.
try
{
    Console.WriteLine(app.Services.GetRequiredService<LiveIndex>());
}
catch (Exception exception) when (exception is IOException or InvalidDataException or ArgumentException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

app.Run();
return 0;
