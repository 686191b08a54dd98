// How many requests the service answers, and whether its memory stays flat. One file, no project:
//   dotnet run -c Release samples/Serve/LoadTest/LoadTest.cs -- make FOLDER                   a made-up index, 100,000 items of width 96
//   dotnet run -c Release samples/Serve/LoadTest/LoadTest.cs -- run URL [CLIENTS [SECONDS]]   parallel clients, by default 50 for 60 s
//   dotnet run -c Release samples/Serve/LoadTest/LoadTest.cs -- add URL [ITEMS]               new items in one request, by default 10,000
#:project ../../../src/DaRec.Serving/DaRec.Serving.csproj
#:property NoWarn=$(NoWarn);DAREC001
#:property PublishAot=false
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using DaRec.Data;
using DaRec.Serving;

const int items = 100_000;
const int users = 20_000;
const int width = 96;
const int textWidth = 384;
using var http = new HttpClient();

switch (args)
{
    case ["make", var folder]:
        Make(folder);
        break;
    case ["run", var url, .. var numbers]:
        http.BaseAddress = new Uri(url);
        await Run(Number(numbers, 0, 50), Number(numbers, 1, 60));
        break;
    case ["add", var url, .. var numbers]:
        http.BaseAddress = new Uri(url);
        await Add(Number(numbers, 0, 10_000));
        break;
    default:
        Console.Error.WriteLine("Expected: make FOLDER, run URL [CLIENTS [SECONDS]] or add URL [ITEMS].");
        return 1;
}

return 0;

static int Number(string[] numbers, int at, int otherwise) =>
    at < numbers.Length ? int.Parse(numbers[at], CultureInfo.InvariantCulture) : otherwise;

static void Make(string folder)
{
    var random = new Random(1);
    int[] seenUsers = [.. Enumerable.Range(0, users * 20).Select(seen => seen / 20)];
    int[] seenItems = [.. seenUsers.Select(_ => random.Next(items))];
    new Recommender(new RecommenderContents
    {
        Items = VectorTable.FromArray(Values(random, items * width), width),
        Users = VectorTable.FromArray(Values(random, users * width), width),
        ItemIds = Ids("i", items),
        UserIds = Ids("u", users),
        ItemTitles = [.. Enumerable.Range(0, items).Select(item => $"Title {item}")],
        Seen = Interactions.FromPairs(seenUsers, seenItems, users, items),
        TextProjection = new LinearTextProjection(new float[textWidth], Values(random, width * textWidth), new float[width]),
    }).Save(folder);
}

static IdMap Ids(string prefix, int count)
{
    var ids = new IdMap();
    for (var number = 0; number < count; number++)
    {
        ids.GetOrAdd($"{prefix}{number}");
    }

    return ids;
}

static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) / 5)];

async Task Run(int clients, int seconds)
{
    var (answers, errors, first) = (0L, 0L, "");
    var watch = Stopwatch.StartNew();
    Console.WriteLine("seconds  requests/s  errors  working set of the service, MB");
    Console.WriteLine($"{0,7}  {"",10}  {"",6}  {await WorkingSet(),10:f0}");
    var asking = Enumerable.Range(0, clients).Select(client => Task.Run(() => Ask(new Random(client)))).ToArray();
    var (before, since) = (0L, 0.0);
    for (var part = 1; part <= 6; part++)
    {
        await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, (seconds * part / 6.0) - watch.Elapsed.TotalSeconds)));
        var (now, at) = (Interlocked.Read(ref answers), watch.Elapsed.TotalSeconds);
        var rate = (now - before) / (at - since);
        Console.WriteLine($"{at,7:f0}  {rate,10:f0}  {Interlocked.Read(ref errors),6}  {await WorkingSet(),10:f0}");
        (before, since) = (now, at);
    }

    await Task.WhenAll(asking);
    Console.WriteLine($"{answers} answers, {errors} errors; {first}");

    async Task Ask(Random random)
    {
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            try
            {
                using var answer = await (random.Next(20) switch
                {
                    < 12 => http.GetAsync(new Uri($"/recommend/u{random.Next(users)}?count=20", UriKind.Relative)),
                    < 15 => http.GetAsync(new Uri($"/similar/i{random.Next(items)}?count=20", UriKind.Relative)),
                    < 18 => http.PostAsJsonAsync("/recommend", new
                    {
                        user = $"u{random.Next(users)}",
                        blocked = Enumerable.Range(0, 50).Select(_ => $"i{random.Next(items)}"),
                    }),
                    _ => http.GetAsync(new Uri("/popular", UriKind.Relative)),
                });
                var body = await answer.Content.ReadAsStringAsync();
                if (!answer.IsSuccessStatusCode || !body.StartsWith("[{\"id\":", StringComparison.Ordinal))
                {
                    throw new HttpRequestException($"{(int)answer.StatusCode}: {body}");
                }

                Interlocked.Increment(ref answers);
            }
            catch (HttpRequestException exception)
            {
                Interlocked.Increment(ref errors);
                first = first.Length > 0 ? first : exception.Message;
            }
        }
    }
}

async Task<double> WorkingSet() => await Metric("process_working_set_bytes ") / 1e6;

async Task<double> Metric(string name)
{
    var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
    var line = metrics.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
    return line is null ? 0 : double.Parse(line[name.Length..], CultureInfo.InvariantCulture);
}

async Task Add(int count)
{
    const string cpuSeconds = "process_cpu_seconds_total ";
    const string indexSeconds = "darec_addition_duration_sum ";
    var random = new Random(2);
    var started = DateTime.UtcNow.Ticks; // ids that no earlier call has used
    var body = JsonSerializer.SerializeToUtf8Bytes(new
    {
        items = Enumerable.Range(0, count).Select(item => new { id = $"new-{started}-{item}", embedding = Values(random, textWidth) }),
    });
    using var content = new ByteArrayContent(body);
    content.Headers.ContentType = new("application/json");
    var (processor, index) = (await Metric(cpuSeconds), await Metric(indexSeconds));
    var watch = Stopwatch.StartNew();
    using var answer = await http.PostAsync(new Uri("/items", UriKind.Relative), content);
    var milliseconds = watch.ElapsedMilliseconds;
    (processor, index) = (await Metric(cpuSeconds) - processor, await Metric(indexSeconds) - index);
    Console.WriteLine($"{count} items, {body.Length / 1e6:f1} MB: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    Console.WriteLine(
        $"after {milliseconds} ms, {processor * 1000:f0} ms of processor time in the service, {index * 1000:f0} ms to make the new index.");
}
