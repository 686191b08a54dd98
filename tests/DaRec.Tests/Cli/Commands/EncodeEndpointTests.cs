using System.Globalization;
using DaRec.Embeddings;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class EncodeEndpointTests : IDisposable
{
    private const string Key = "sk-secret-0123456789";
    private const string KeyVariable = "DAREC_TEST_KEY";

    private readonly SmallData _data = new(hasEmbeddings: false);
    private readonly ImpatientClock _clock = new();

    public EncodeEndpointTests() => _data.Write("item_text.tsv", SmallData.Texts(SmallData.Items, "item"));

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void Endpoint_GivesEachRowItsOwn_WhateverTheAnswersForm(bool isBase64, bool isReversed)
    {
        using var endpoint = new FakeEndpoint(request => FakeAnswer.Of(request, isBase64, isReversed));

        var run = Encode(endpoint, "--batch-size", "7");

        run.ExitCode.Should().Be(0);
        run.Error.Should().BeEmpty();
        endpoint.Requests.Should().HaveCount(6);
        endpoint.Requests.Should().OnlyContain(request => request.Head.StartsWith("POST /v1/embeddings "));
        endpoint.Requests.Should().OnlyContain(request => (string)request.Body["model"]! == "m");
        ShouldHoldAllItems();
    }

    [Fact]
    public void Endpoint_GetsNoKey_WhereThereIsNone()
    {
        using var endpoint = new FakeEndpoint();

        Encode(endpoint).ExitCode.Should().Be(0);

        endpoint.Requests.Should().OnlyContain(request => !request.Head.Contains("Authorization", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Key_IsSent_AndNeverShown_WhateverTheServiceSays()
    {
        using var key = new KeyInEnvironment();
        using var endpoint = new FakeEndpoint(request => request.Number switch
        {
            1 => new FakeAnswer(500, $$$"""{"error":{"message":"no luck with {{{Key}}}, {{{Key.ToUpperInvariant()}}}"}}"""),
            2 => new FakeAnswer(200, $"{Key} is no JSON"),
            3 => new FakeAnswer(429, new string('x', 295) + Key, "Retry-After: 2\r\n"),
            4 => FakeAnswer.Of(request),
            _ => new FakeAnswer(401, $"who is {Key}?"),
        });

        var run = Encode(endpoint, "--batch-size", "20", "--requests", "1", "--key-variable", KeyVariable, "--cache", _data["cache"]);

        run.ExitCode.Should().Be(1);
        endpoint.Requests.Should().HaveCount(5);
        endpoint.Requests.Should().OnlyContain(request => request.Head.Contains($"Authorization: Bearer {Key}"));
        run.Error.Should().Contain("HTTP 401: who is [key]?").And.Contain($"the environment variable {KeyVariable}");
        ShouldShowNoKey(run);

        Environment.SetEnvironmentVariable("DAREC_DEBUG", "1");
        try
        {
            ShouldShowNoKey(Encode(endpoint, "--batch-size", "20", "--key-variable", KeyVariable));
        }
        finally
        {
            Environment.SetEnvironmentVariable("DAREC_DEBUG", null);
        }
    }

    [Fact]
    public void Key_ThatCannotBeOne_IsRefusedUnseen()
    {
        using var key = new KeyInEnvironment("sk secret\twith blanks");

        var run = CliRun.Of(
            "encode", "--items", _data["item_text.tsv"], "--out", _data.Root, "--endpoint", "http://127.0.0.1:1", "--model", "m",
            "--key-variable", KeyVariable);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(KeyVariable).And.NotContain("secret");
    }

    [Fact]
    public void Key_OverPlainHttp_IsWarnedOf()
    {
        using var key = new KeyInEnvironment();

        var run = Encode("--endpoint", "http://darec.invalid/v1", "--model", "m", "--key-variable", KeyVariable, "--retries", "0");

        run.Error.Should().Contain("warning: the key goes over the network as plain text");
        run.ExitCode.Should().Be(1);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    public void Endpoint_IsAskedAgain_AfterAFaultThatMayPass(int status)
    {
        using var endpoint = new FakeEndpoint(request =>
            request.Number <= 3 ? new FakeAnswer(status, """{"error":{"message":"busy"}}""") : FakeAnswer.Of(request));

        var run = Encode(endpoint, "--batch-size", "100");

        run.ExitCode.Should().Be(0);
        endpoint.Requests.Should().HaveCount(4);
        run.Error.Split('\n').Where(line => line.Contains($"note: {endpoint.Address} answered with HTTP {status}: busy. Next try in"))
            .Should().HaveCount(3);
        ShouldHoldAllItems();
    }

    [Fact]
    public void Endpoint_IsGivenTheTimeThatItAsksFor()
    {
        using var endpoint = new FakeEndpoint(request => request.Number switch
        {
            1 => new FakeAnswer(429, "slowly", "Retry-After: 37\r\n"),
            2 => new FakeAnswer(
                429, "slowly", $"Retry-After: {DateTimeOffset.UtcNow.AddSeconds(300).ToString("R", CultureInfo.InvariantCulture)}\r\n"),
            _ => FakeAnswer.Of(request),
        });

        var run = Encode(endpoint, "--batch-size", "100");

        run.ExitCode.Should().Be(0);
        _clock.Waits.Should().HaveCount(2);
        _clock.Waits.First().Should().Be(TimeSpan.FromSeconds(37));
        _clock.Waits.Last().TotalSeconds.Should().BeInRange(200, 300);
        run.Error.Should().Contain("HTTP 429: slowly. Next try in 37 s.");
    }

    [Fact]
    public void Endpoint_IsNotWaitedFor_WhereItAsksForHours()
    {
        using var endpoint = new FakeEndpoint(_ => new FakeAnswer(429, "come tomorrow", "Retry-After: 86400\r\n"));

        var run = Encode(endpoint, "--batch-size", "100");

        run.ExitCode.Should().Be(1);
        endpoint.Requests.Should().HaveCount(1);
        run.Error.Should().Contain("come tomorrow");
    }

    [Theory]
    [InlineData(400, "HTTP 400: too long.")]
    [InlineData(401, "DAREC_API_KEY is not set")]
    [InlineData(404, "the base that ends before /embeddings")]
    [InlineData(302, "It sends on to another address")]
    public void Endpoint_IsAskedOnce_WhereARefusalIsFinal(int status, string expected)
    {
        using var endpoint = new FakeEndpoint(_ => new FakeAnswer(
            status, """{"error":{"message":"too long","type":"invalid_request_error"}}""", "Location: http://127.0.0.1:1/other\r\n"));

        var run = Encode(endpoint, "--batch-size", "100");

        run.ExitCode.Should().Be(1);
        endpoint.Requests.Should().HaveCount(1);
        run.Error.Should().Contain(expected).And.Contain("row 0 and 39 further texts");
        run.Error.Trim().Split('\n').Should().HaveCount(1);
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("broken off")]
    [InlineData("not JSON")]
    [InlineData("doubled index")]
    public void Endpoint_IsAskedAgain_AfterABrokenAnswer(string kind)
    {
        using var endpoint = new FakeEndpoint(request => request.Number == 1 ? Broken(request) : FakeAnswer.Of(request));

        var run = Encode(endpoint, "--batch-size", "100");

        run.ExitCode.Should().Be(0, run.Error);
        endpoint.Requests.Should().HaveCount(2);
        run.Error.Should().StartWith($"note: {endpoint.Address} ");
        ShouldHoldAllItems();

        FakeAnswer Broken(FakeRequest request)
        {
            var whole = FakeAnswer.Of(request);
            return kind switch
            {
                "truncated" => whole with { Body = whole.Body[..(whole.Body.Length / 2)] },
                "broken off" => whole with { Body = whole.Body[..(whole.Body.Length / 2)], Missing = 100 },
                "not JSON" => new FakeAnswer(200, "<html>"),
                _ => new FakeAnswer(200, FakeAnswer.List(
                    request.Texts.Select((text, at) => FakeAnswer.Entry(FakeAnswer.Vector(text), at / 2)))),
            };
        }
    }

    [Theory]
    [InlineData("fewer", "Expected 40 embeddings for as many texts, got 39")]
    [InlineData("none", "Expected 40 embeddings for as many texts, got 0")]
    [InlineData("more", "Expected 40 embeddings for as many texts, got 41")]
    [InlineData("NaN", "Row 0: expected finite numbers, got NaN in column 1")]
    [InlineData("width", "expected an embedding of width 3, got 2")]
    public void Endpoint_IsNotBelieved_WhereRowsCannotBe(string kind, string expected)
    {
        using var endpoint = new FakeEndpoint(request =>
        {
            List<float[]> vectors = [.. request.Texts.Select(FakeAnswer.Vector)];
            switch (kind)
            {
                case "fewer":
                    vectors.RemoveAt(5);
                    break;
                case "none":
                    return new FakeAnswer(200, """{"object":"list"}""");
                case "more":
                    vectors.Add([1, 2, 3]);
                    break;
                case "NaN":
                    vectors[0] = [1, float.NaN, 2];
                    break;
                default:
                    vectors[9] = [1, 2];
                    break;
            }

            return new FakeAnswer(200, FakeAnswer.List(vectors.Select((vector, at) => FakeAnswer.Entry(vector, at))));
        });

        var run = Encode(endpoint, "--batch-size", "100");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain(expected);
        File.Exists(_data["item_emb.npy"]).Should().BeFalse();
    }

    [Fact]
    public void Endpoint_ThatNeverAnswers_IsGivenUp()
    {
        var never = new TaskCompletionSource();
        using var endpoint = new FakeEndpoint(request => FakeAnswer.Of(request) with { Wait = never.Task });

        var run = Encode(endpoint, "--batch-size", "100", "--timeout", "1", "--retries", "1");

        never.SetResult();
        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("gave no answer within 1 s");
        endpoint.Requests.Should().HaveCount(2);
    }

    [Fact]
    public void Encode_GoesOn_AfterAFailureAndAnInterruption()
    {
        using var interrupt = new CancellationTokenSource();
        var phase = "fail";
        using var endpoint = new FakeEndpoint(request =>
        {
            if (phase == "fail" && request.Number == 3)
            {
                return new FakeAnswer(400, "no");
            }

            if (phase == "interrupt" && request.Number == 6)
            {
                interrupt.Cancel();
            }

            return FakeAnswer.Of(request);
        });
        string[] options = ["--batch-size", "5", "--requests", "1"];

        var failed = Encode(endpoint, options);
        phase = "interrupt";
        var interrupted = CliRun.Of(_clock, interrupt.Token, Arguments(endpoint, options));
        phase = "finish";
        var finished = Encode(endpoint, options);

        failed.ExitCode.Should().Be(1);
        failed.Error.Should().Contain("the same call goes on from there");
        interrupted.ExitCode.Should().Be(130);
        interrupted.Error.Should().Contain("of 40 texts of items are finished; the same command goes on with the others.");
        finished.ExitCode.Should().Be(0);
        ShouldHoldAllItems();
        Directory.GetFiles(_data.Root, "*partial*").Should().BeEmpty();

        // Failures and the interruption each cost at most the request under way.
        endpoint.Requests.Should().HaveCountLessThanOrEqualTo(8 + 3);
    }

    [Fact]
    public void Endpoint_ThatNeverStopsSending_IsStopped()
    {
        using var endpoint = new FakeEndpoint(_ => new FakeAnswer(200, new string(' ', 5 << 20)));

        var run = Encode(endpoint, "--batch-size", "1", "--requests", "1");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("answered with more than 2 MB");
        endpoint.Requests.Should().HaveCount(1, "it would send as much again");
    }

    [Fact]
    public void Endpoint_OfThisMachine_IsAskedWithoutAProxy()
    {
        using var endpoint = new FakeEndpoint();
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new System.Net.WebProxy("http://127.0.0.1:9"); // where nobody listens
        try
        {
            Encode(endpoint, "--retries", "0").ExitCode.Should().Be(0);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Fact]
    public void Message_HasNoOrdersForTheTerminal()
    {
        using var endpoint = new FakeEndpoint(_ => new FakeAnswer(400, "no \u001b]0;title\u0007 \u009b2J"));

        var run = Encode(endpoint);

        run.Error.Should().Contain("no ␛]0;title␇").And.NotContainAny("\u001b", "\u0007", "\u009b");
    }

    [Fact]
    public void Cache_SparesRequests_OfTextsThatWereAnswered()
    {
        using var endpoint = new FakeEndpoint();
        Encode(endpoint, "--cache", _data["cache"]).ExitCode.Should().Be(0);
        var before = endpoint.Requests.Count;
        _data.Write("item_text.tsv", SmallData.Texts(SmallData.Items, "item") + $"{SmallData.Items}\tone more\n");

        var run = CliRun.Of(
            "encode", "--items", _data["item_text.tsv"], "--out", _data["new"], "--endpoint", endpoint.Address, "--model", "m",
            "--cache", _data["cache"]);

        run.ExitCode.Should().Be(0);
        endpoint.Requests.Skip(before).SelectMany(request => request.Texts).Should().Equal("one more");
    }

    public void Dispose() => _data.Dispose();

    private CliRun Encode(params string[] options) =>
        CliRun.Of(_clock, CancellationToken.None, ["encode", "--items", _data["item_text.tsv"], "--out", _data.Root, .. options]);

    private CliRun Encode(FakeEndpoint endpoint, params string[] options) =>
        CliRun.Of(_clock, CancellationToken.None, Arguments(endpoint, options));

    private string[] Arguments(FakeEndpoint endpoint, string[] options) =>
        ["encode", "--items", _data["item_text.tsv"], "--out", _data.Root, "--endpoint", endpoint.Address, "--model", "m", .. options];

    private void ShouldHoldAllItems()
    {
        var texts = SmallData.Texts(SmallData.Items, "item").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[1]);
        using var table = FrozenEmbeddings.Open(_data["item_emb.npy"]);
        using var rows = table.Block(0, table.Count);
        var expected = texts.SelectMany(text =>
        {
            var vector = FakeAnswer.Vector(text);
            var length = MathF.Sqrt(vector.Sum(value => value * value));
            return vector.Select(value => value / length);
        }).ToArray();

        rows.data<float>().ToArray().Zip(expected).Should().OnlyContain(pair => MathF.Abs(pair.First - pair.Second) < 1e-6f);
        table.Count.Should().Be(SmallData.Items);
    }

    private void ShouldShowNoKey(CliRun run)
    {
        (run.Output + run.Error).Should().NotContainEquivalentOf(Key);
        foreach (var file in Directory.GetFiles(_data.Root, "*", SearchOption.AllDirectories))
        {
            System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)).Should().NotContainEquivalentOf(Key, file);
        }
    }

    private sealed class KeyInEnvironment : IDisposable
    {
        public KeyInEnvironment(string key = Key) => Environment.SetEnvironmentVariable(KeyVariable, key);

        public void Dispose() => Environment.SetEnvironmentVariable(KeyVariable, null);
    }
}
