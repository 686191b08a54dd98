using System.Net;
using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using DaRec.Text;
using DaRec.Text.Internal;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Text;

public sealed class TextEmbedderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task EmbedAsync_WritesUnitRowsInTheOrderOfTheTexts()
    {
        string[] texts = ["b", "a", "c"];
        using var generator = new FakeGenerator(width: 4);

        await new TextEmbedder(generator).EmbedAsync(texts, _folder["x.npy"]);

        using var table = NpyFile.Read(_folder["x.npy"]);
        table.dtype.Should().Be(ScalarType.Float32);
        var actual = table.ToArray();
        for (var row = 0; row < texts.Length; row++)
        {
            var vector = FakeGenerator.Vector(texts[row], 4).Select(value => (double)value).ToArray();
            var length = Math.Sqrt(vector.Sum(value => value * value));
            for (var column = 0; column < 4; column++)
            {
                actual[row, column].Should().BeApproximately(vector[column] / length, 1e-3); // the request's own digit is below it
            }

            Enumerable.Range(0, 4).Sum(column => actual[row, column] * actual[row, column]).Should().BeApproximately(1, 1e-6);
        }
    }

    [Fact]
    public async Task EmbedAsync_KeepsTheLengths_WithoutNormalisation()
    {
        using var generator = new FakeGenerator { Change = (_, _) => [3, 4] };

        await new TextEmbedder(generator, new() { Normalize = false }).EmbedAsync(["a"], _folder["x.npy"]);

        using var table = NpyFile.Read(_folder["x.npy"]);
        table.ToVector().Should().Equal(3, 4);
    }

    [Fact]
    public async Task EmbedAsync_RoundsToTheNearestHalf_ForHalfPrecision()
    {
        string[] texts = [.. Enumerable.Range(0, 50).Select(i => $"text {i}")];
        using var generator = new FakeGenerator();
        await new TextEmbedder(generator).EmbedAsync(texts, _folder["single.npy"]);
        await new TextEmbedder(generator, new() { HalfPrecision = true }).EmbedAsync(texts, _folder["half.npy"]);

        using var single = NpyFile.Read(_folder["single.npy"]);
        using var half = NpyFile.Read(_folder["half.npy"]);

        half.dtype.Should().Be(ScalarType.Float16);
        using var expected = single.to(ScalarType.Float16);
        half.Equals(expected).Should().BeTrue();
    }

    [Fact]
    public async Task EmbedAsync_NamesTheRow_WhereAValueIsBeyondHalfPrecision()
    {
        using var generator = new FakeGenerator { Change = (text, vector) => text == "b" ? [.. vector.Select(_ => 1e5f)] : vector };
        var options = new TextEmbedderOptions { HalfPrecision = true, Normalize = false };

        var act = () => new TextEmbedder(generator, options).EmbedAsync(["a", "b"], _folder["x.npy"]);

        await act.Should().ThrowAsync<InvalidDataException>().WithMessage("Row 1: 100000 is beyond float16*write float32*");
        await new TextEmbedder(generator, options with { HalfPrecision = false }).EmbedAsync(["a", "b"], _folder["x.npy"]);
        generator.Calls.Should().HaveCount(1, "what was answered is kept");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task EmbedAsync_GivesTheSameBytes_HoweverManyRequestsRunAtATime(int parallelism)
    {
        var texts = ManyTexts(203);
        var expected = await WholeRun(texts, batchSize: 10);
        using var generator = new FakeGenerator
        {
            Before = async (call, _) =>
            {
                for (var i = 0; i < (call * 7919) % 13; i++)
                {
                    await Task.Yield(); // finished in another order than begun
                }
            },
        };

        await new TextEmbedder(generator, new() { BatchSize = 10, Parallelism = parallelism }).EmbedAsync(texts, _folder["x.npy"]);

        Bytes("x.npy").Should().Equal(expected);
        generator.MostAtATime.Should().BeLessThanOrEqualTo(parallelism);
    }

    [Fact]
    public async Task EmbedAsync_RunsRequestsAtATime_AsManyAsAllowed()
    {
        var four = new TaskCompletionSource();
        using var generator = new FakeGenerator();
        generator.Before = async (call, token) =>
        {
            if (call == 3)
            {
                four.SetResult();
            }

            await four.Task.WaitAsync(token);
        };

        await new TextEmbedder(generator, new() { BatchSize = 1, Parallelism = 4 }).EmbedAsync(ManyTexts(40), _folder["x.npy"]);

        generator.MostAtATime.Should().Be(4);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 8)]
    [InlineData(7, 3)]
    [InlineData(20, 8)]
    public async Task EmbedAsync_GoesOnWhereItWas_AfterAFailure(int failingCall, int parallelism)
    {
        var texts = ManyTexts(203);
        var expected = await WholeRun(texts, batchSize: 10);
        var options = new TextEmbedderOptions { BatchSize = 10, Parallelism = parallelism, Retries = 0 };
        using var failing = new FakeGenerator
        {
            Before = (call, _) => call == failingCall ? throw new HttpRequestException("gone") : Task.CompletedTask,
        };
        var act = () => new TextEmbedder(failing, options).EmbedAsync(texts, _folder["x.npy"]);
        await act.Should().ThrowAsync<IOException>().WithMessage("The request with row * failed for good: gone *x.npy.partial.*");
        File.Exists(_folder["x.npy"]).Should().BeFalse();
        using var generator = new FakeGenerator();

        await new TextEmbedder(generator, options).EmbedAsync(texts, _folder["x.npy"]);

        Bytes("x.npy").Should().Equal(expected);
        var answered = failing.Calls.Count - 1;
        generator.Calls.Should().HaveCount(21 - answered, "no finished batch is sent again");
        Directory.GetFiles(_folder.Root).Should().BeEquivalentTo([_folder["x.npy"], _folder["x.manifest.json"]]);
    }

    [Fact]
    public async Task EmbedAsync_GoesOnWhereItWas_WhereverTheWorkFileWasTorn()
    {
        var texts = ManyTexts(120);
        var expected = await WholeRun(texts, batchSize: 10);
        var options = new TextEmbedderOptions { BatchSize = 10, Parallelism = 2, Retries = 0 };
        var random = new Random(5);
        for (var kill = 0; kill < 10; kill++)
        {
            var limit = 1 + random.Next(12);
            using var cancellation = new CancellationTokenSource();
            using var killed = new FakeGenerator();
            killed.Before = (call, token) => call < limit ? Task.CompletedTask : throw new OperationCanceledException(token);
            await Ignore(
                () => new TextEmbedder(killed, options).EmbedAsync(texts, _folder["x.npy"], cancellationToken: cancellation.Token));
            if (WorkFile() is { } work)
            {
                using var file = File.Open(work, FileMode.Open);
                file.SetLength(random.NextInt64(file.Length + 1));
            }

            using var generator = new FakeGenerator();
            await new TextEmbedder(generator, options with { Parallelism = 1 + random.Next(8) }).EmbedAsync(texts, _folder["x.npy"]);

            Bytes("x.npy").Should().Equal(expected, $"kill {kill} came after {limit} batches");
            WorkFile().Should().BeNull();
            File.Delete(_folder["x.npy"]);
        }
    }

    [Fact]
    public async Task EmbedAsync_DropsWhatIsNoRecord_InTheWorkFile()
    {
        var texts = ManyTexts(40);
        var expected = await WholeRun(texts, batchSize: 10);
        var options = new TextEmbedderOptions { BatchSize = 10, Parallelism = 1, Retries = 0 };
        var random = new Random(8);
        for (var trial = 0; trial < 10; trial++)
        {
            using var failing = new FakeGenerator { Before = FailAt(3, new IOException()) };
            await Ignore(() => new TextEmbedder(failing, options).EmbedAsync(texts, _folder["x.npy"]));
            var bytes = File.ReadAllBytes(WorkFile()!);
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(WorkFile()!, bytes);

            using var generator = new FakeGenerator();
            await new TextEmbedder(generator, options).EmbedAsync(texts, _folder["x.npy"]);

            Bytes("x.npy").Should().Equal(expected);
            generator.Calls.Count.Should().BeInRange(2, 4);
            File.Delete(_folder["x.npy"]);
        }
    }

    [Fact]
    public async Task EmbedAsync_KeepsWhatIsFinished_WhenCancelled()
    {
        var texts = ManyTexts(100);
        var expected = await WholeRun(texts, batchSize: 10);
        using var cancellation = new CancellationTokenSource();
        var options = new TextEmbedderOptions { BatchSize = 10, Parallelism = 1 };
        using var generator = new FakeGenerator();
        var reports = new Reports(report =>
        {
            if (report.Done == 30)
            {
                cancellation.Cancel();
            }
        });

        var act = () => new TextEmbedder(generator, options).EmbedAsync(texts, _folder["x.npy"], reports, cancellation.Token);

        await act.Should().ThrowAsync<OperationCanceledException>();
        generator.Calls.Should().HaveCount(3);
        await new TextEmbedder(generator, options).EmbedAsync(texts, _folder["x.npy"]);
        generator.Calls.Should().HaveCount(10);
        Bytes("x.npy").Should().Equal(expected);
    }

    [Fact]
    public async Task EmbedAsync_LetsOtherRequestsFinish_WhenOneFails()
    {
        var (failed, begun) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var generator = new FakeGenerator();
        generator.Before = async (call, token) =>
        {
            if (generator.Calls[call][0] == "0")
            {
                await begun.Task;
                failed.SetResult();
                throw new HttpRequestException("gone");
            }

            begun.SetResult();
            await failed.Task;
            await Task.Delay(1, token); // throws, were the others cancelled
        };
        var options = new TextEmbedderOptions { BatchSize = 1, Parallelism = 2, Retries = 0 };
        await Ignore(() => new TextEmbedder(generator, options).EmbedAsync(["0", "1"], _folder["x.npy"]));
        generator.Before = (_, _) => Task.CompletedTask;
        generator.Calls.Clear();

        await new TextEmbedder(generator, options).EmbedAsync(["0", "1"], _folder["x.npy"]);

        generator.Texts.Should().Equal("0");
    }

    [Fact]
    public async Task EmbedAsync_UsesFinishedBatches_WhenOtherTextsHaveChanged()
    {
        var texts = ManyTexts(40);
        var options = new TextEmbedderOptions { BatchSize = 10, Parallelism = 1, Retries = 0 };
        using var failing = new FakeGenerator { Before = FailAt(3, new IOException()) };
        await Ignore(() => new TextEmbedder(failing, options).EmbedAsync(texts, _folder["x.npy"]));
        texts[15] = "something new";
        using var generator = new FakeGenerator();

        await new TextEmbedder(generator, options).EmbedAsync(texts, _folder["x.npy"]);

        generator.Texts.Should().Equal([.. texts[10..20], .. texts[30..]]);
        Bytes("x.npy").Should().Equal(await WholeRun(texts, batchSize: 10));
    }

    [Fact]
    public async Task EmbedAsync_LeavesTheWorkOfAnotherModelAlone()
    {
        var options = new TextEmbedderOptions { BatchSize = 1, Parallelism = 1, Retries = 0 };
        using var first = new FakeGenerator(model: "one") { Before = FailAt(1, new IOException()) };
        await Ignore(() => new TextEmbedder(first, options).EmbedAsync(["a", "b"], _folder["x.npy"]));
        using var second = new FakeGenerator(model: "two");
        await new TextEmbedder(second, options).EmbedAsync(["a", "b"], _folder["x.npy"]);
        second.Calls.Should().HaveCount(2);

        await new TextEmbedder(first, options).EmbedAsync(["a", "b"], _folder["x.npy"]);

        first.Texts.Should().Equal("a", "b", "b");
        EmbeddingManifest.Read(_folder["x.manifest.json"]).Model.Should().Be("one");
    }

    [Fact]
    public async Task EmbedAsync_Throws_WhenAnotherRunHasTheWorkFile()
    {
        using var generator = new FakeGenerator();
        Func<Task>? second = null;
        generator.Before = async (call, _) =>
        {
            second = () => new TextEmbedder(new FakeGenerator()).EmbedAsync(["a"], _folder["x.npy"]);
            await second.Should().ThrowAsync<IOException>().WithMessage("*x.npy.partial.*is another run still working*");
        };

        await new TextEmbedder(generator).EmbedAsync(["a"], _folder["x.npy"]);

        second.Should().NotBeNull();
    }

    [Fact]
    public async Task EmbedAsync_SendsDuplicatesOnce()
    {
        using var generator = new FakeGenerator();

        await new TextEmbedder(generator, new() { BatchSize = 2, Parallelism = 1 }).EmbedAsync(["a", "b", "a", "a", "c"], _folder["x.npy"]);

        generator.Texts.Should().Equal("a", "b", "c");
        using var table = NpyFile.Read(_folder["x.npy"]);
        table.shape.Should().Equal(5, 8);
        table[0].Equals(table[2]).Should().BeTrue();
        table[0].Equals(table[3]).Should().BeTrue();
        table[0].Equals(table[1]).Should().BeFalse();
    }

    [Fact]
    public async Task EmbedAsync_AsksNobody_ForWhatTheCacheKnows()
    {
        var options = new TextEmbedderOptions { BatchSize = 4, Parallelism = 3, CacheDirectory = _folder["cache"] };
        using var first = new FakeGenerator();
        await new TextEmbedder(first, options).EmbedAsync(ManyTexts(30), _folder["x.npy"]);
        var expected = Bytes("x.npy");
        using var second = new FakeGenerator();

        await new TextEmbedder(second, options).EmbedAsync(ManyTexts(30), _folder["y.npy"]);
        await new TextEmbedder(second, options).EmbedAsync([.. ManyTexts(30).Reverse(), "new"], _folder["z.npy"]);

        Bytes("y.npy").Should().Equal(expected);
        second.Texts.Should().Equal("new");
        using var forward = NpyFile.Read(_folder["x.npy"]);
        using var backward = NpyFile.Read(_folder["z.npy"]);
        forward[7].Equals(backward[22]).Should().BeTrue();
    }

    [Fact]
    public async Task EmbedAsync_GoesOnWhereItWas_WithACacheThatKnowsSomeTexts()
    {
        var texts = ManyTexts(60);
        var options = new TextEmbedderOptions { BatchSize = 10, Parallelism = 2, Retries = 0 };
        using var generator = new FakeGenerator();
        string[] known = [.. texts.Where((_, i) => i % 3 == 1)];
        var random = new Random(2);
        byte[]? expected = null;
        for (var kill = 0; kill < 10; kill++)
        {
            // The same start each time: some texts of every batch are known from another file.
            var caching = options with { CacheDirectory = _folder[$"cache{kill}"] };
            await new TextEmbedder(generator, caching).EmbedAsync(known, _folder[$"known{kill}.npy"]);
            var seeded = Directory.GetFiles(caching.CacheDirectory!, "*", SearchOption.AllDirectories).Single();
            expected ??= await Whole();
            using var failing = new FakeGenerator { Before = FailAt(random.Next(6), new IOException()) };
            await Ignore(() => new TextEmbedder(failing, caching).EmbedAsync(texts, _folder["x.npy"]));
            foreach (var file in Directory.GetFiles(caching.CacheDirectory!, "*", SearchOption.AllDirectories).Append(WorkFile()))
            {
                if (file is not null && file != seeded)
                {
                    using var torn = File.Open(file, FileMode.Open);
                    torn.SetLength(random.NextInt64(torn.Length + 1));
                }
            }

            await new TextEmbedder(generator, caching).EmbedAsync(texts, _folder["x.npy"]);

            Bytes("x.npy").Should().Equal(expected);
            File.Delete(_folder["x.npy"]);
        }

        async Task<byte[]> Whole()
        {
            var caching = options with { CacheDirectory = _folder["cache"] };
            await new TextEmbedder(generator, caching).EmbedAsync(known, _folder["known.npy"]);
            await new TextEmbedder(generator, caching).EmbedAsync(texts, _folder["whole.npy"]);
            return Bytes("whole.npy");
        }
    }

    [Fact]
    public async Task EmbedAsync_KeepsModelsAndNormalisationApart_InTheCache()
    {
        var options = new TextEmbedderOptions { CacheDirectory = _folder["cache"] };
        using var first = new FakeGenerator();
        await new TextEmbedder(first, options).EmbedAsync(["a"], _folder["x.npy"]);
        using var other = new FakeGenerator(model: "fake-2");

        await new TextEmbedder(other, options).EmbedAsync(["a"], _folder["y.npy"]);
        await new TextEmbedder(first, options with { Normalize = false }).EmbedAsync(["a"], _folder["z.npy"]);
        await new TextEmbedder(first, options with { Dimensions = 4 }).EmbedAsync(["a"], _folder["w.npy"]);

        other.Calls.Should().HaveCount(1);
        first.Calls.Should().HaveCount(3);
        FrozenWidth("w.npy").Should().Be(4);
    }

    [Fact]
    public async Task EmbedAsync_SurvivesTornFiles_InTheCache()
    {
        var options = new TextEmbedderOptions { BatchSize = 3, Parallelism = 1, CacheDirectory = _folder["cache"] };
        using var first = new FakeGenerator();
        await new TextEmbedder(first, options).EmbedAsync(ManyTexts(9), _folder["x.npy"]);
        var segment = Directory.GetFiles(_folder["cache"], "*", SearchOption.AllDirectories).Single();
        using (var file = File.Open(segment, FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        File.WriteAllText(Path.Combine(Path.GetDirectoryName(segment)!, "other.log"), "no log");
        using var second = new FakeGenerator();

        await new TextEmbedder(second, options).EmbedAsync(ManyTexts(9), _folder["y.npy"]);

        second.Texts.Should().Equal(ManyTexts(9)[6..]);
        Bytes("y.npy").Should().Equal(Bytes("x.npy"));
    }

    [Fact]
    public void Constructor_Throws_ForACacheWithoutTheModelsName()
    {
        using var generator = new FakeGenerator(model: null);

        var act = () => new TextEmbedder(generator, new() { CacheDirectory = _folder["cache"] });

        act.Should().Throw<ArgumentException>().WithMessage("*a model that says its name*Set Model*");
        new TextEmbedder(generator, new() { CacheDirectory = _folder["cache"], Model = "mine" }).Should().NotBeNull();
    }

    [Fact]
    public async Task EmbedAsync_AsksNobody_WhereTheTableIsThere()
    {
        using var generator = new FakeGenerator();
        var made = await new TextEmbedder(generator).EmbedAsync(["a", null], _folder["x.npy"]);
        var time = File.GetLastWriteTimeUtc(_folder["x.npy"]);

        var again = await new TextEmbedder(generator).EmbedAsync(["a", null], _folder["x.npy"]);

        again.Should().Be(made);
        generator.Calls.Should().HaveCount(1);
        File.GetLastWriteTimeUtc(_folder["x.npy"]).Should().Be(time);
    }

    [Fact]
    public async Task EmbedAsync_MakesTheTableAnew_WhereItIsNotWhatIsAskedFor()
    {
        using var generator = new FakeGenerator();
        await new TextEmbedder(generator).EmbedAsync(["a", null], _folder["x.npy"]);
        (TextEmbedderOptions Options, string?[] Texts)[] others =
        [
            (new(), ["a", "b"]),
            (new() { HalfPrecision = true }, ["a", "b"]),
            (new() { Normalize = false }, ["a", "b"]),
            (new() { Dimensions = 3 }, ["a", null]),
            (new() { MissingTexts = MissingTexts.Zeros }, ["a", null]),
            (new() { MissingTexts = MissingTexts.Mean }, ["a", null]),
        ];

        foreach (var (options, texts) in others)
        {
            generator.Calls.Clear();
            await new TextEmbedder(generator, options).EmbedAsync(texts, _folder["x.npy"]);
            generator.Calls.Should().HaveCount(1);
        }

        File.Delete(_folder["x.npy"]);
        await new TextEmbedder(generator).EmbedAsync(["a", null], _folder["x.npy"]);
        generator.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task EmbedAsync_TriesAgain_AfterARateLimit()
    {
        var time = new FakeTime();
        using var generator = new FakeGenerator
        {
            Before = (call, _) => call < 4
                ? throw new HttpRequestException("slow down", null, HttpStatusCode.TooManyRequests)
                : Task.CompletedTask,
        };
        var options = new TextEmbedderOptions { Retries = 4, RetryDelay = TimeSpan.FromSeconds(8), TimeProvider = time };

        await new TextEmbedder(generator, options).EmbedAsync(["a", "b"], _folder["x.npy"]);

        generator.Calls.Should().HaveCount(5);
        time.Waits.Should().HaveCount(4).And.OnlyContain(wait => wait > TimeSpan.Zero && wait <= options.MaxRetryDelay);
    }

    [Fact]
    public async Task Retries_WaitLongerAndLonger_UpToTheLongestWait()
    {
        var time = new FakeTime();
        var options = new TextEmbedderOptions { Retries = 8, MaxRetryDelay = TimeSpan.FromSeconds(20), TimeProvider = time };
        var pipeline = Resilience.PipelineOf(options, randomizer: () => 0.5);

        var act = async () => await pipeline.ExecuteAsync(_ => throw new HttpRequestException());

        await act.Should().ThrowAsync<HttpRequestException>();
        time.Waits.Should().HaveCount(8).And.BeInAscendingOrder();
        time.Waits[0].Should().BeLessThan(TimeSpan.FromSeconds(3));
        time.Waits[2].Should().BeGreaterThan(1.5 * time.Waits[1]);
        time.Waits[^1].Should().Be(options.MaxRetryDelay);
    }

    [Fact]
    public async Task EmbedAsync_GivesUp_AfterTheRetries()
    {
        var busy = new HttpRequestException("busy", null, HttpStatusCode.ServiceUnavailable);
        using var generator = new FakeGenerator { Before = (_, _) => throw busy };
        var options = new TextEmbedderOptions { Retries = 2, TimeProvider = new FakeTime() };

        var act = () => new TextEmbedder(generator, options).EmbedAsync([null, "a", "b"], _folder["x.npy"]);

        (await act.Should().ThrowAsync<IOException>().WithMessage("The request with row 1 and 1 further texts failed for good: busy *"))
            .WithInnerException<HttpRequestException>();
        generator.Calls.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task EmbedAsync_DoesNotTryAgain_WhereTheServiceRefuses(HttpStatusCode status)
    {
        using var generator = new FakeGenerator { Before = (_, _) => throw new HttpRequestException("no", null, status) };

        await Ignore(() => new TextEmbedder(generator, new() { TimeProvider = new FakeTime() }).EmbedAsync(["a"], _folder["x.npy"]));

        generator.Calls.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(429, 3)]
    [InlineData(401, 1)]
    public async Task EmbedAsync_ReadsTheStatus_OfOtherClientsExceptions(int status, int calls)
    {
        using var generator = new FakeGenerator { Before = (_, _) => throw new ClientException(status) };

        var options = new TextEmbedderOptions { Retries = 2, TimeProvider = new FakeTime() };

        await Ignore(() => new TextEmbedder(generator, options).EmbedAsync(["a"], _folder["x.npy"]));

        generator.Calls.Should().HaveCount(calls);
    }

    [Fact]
    public async Task EmbedAsync_TriesAgain_WhenTheClientRunsOutOfTime()
    {
        using var generator = new FakeGenerator { Before = FailAt(0, new TaskCanceledException()) };

        await new TextEmbedder(generator, new() { TimeProvider = new FakeTime() }).EmbedAsync(["a"], _folder["x.npy"]);

        generator.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task EmbedAsync_WaitsAsLongAsTheServiceAsks_AndTellsOfEachRetry()
    {
        var time = new FakeTime();
        var busy = new RequestException("busy", isTransient: true, TimeSpan.FromMinutes(7));
        using var generator = new FakeGenerator { Before = FailAt(0, busy) };
        List<RequestRetry> retries = [];

        await new TextEmbedder(generator, new() { TimeProvider = time, OnRetry = retries.Add }).EmbedAsync(["a"], _folder["x.npy"]);

        time.Waits.Should().Equal(TimeSpan.FromMinutes(7));
        retries.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new RequestRetry { Error = busy, Delay = TimeSpan.FromMinutes(7), Attempt = 1 });
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 11)]
    public async Task EmbedAsync_DoesNotTryAgain_WhereTheClientCallsItFinal_OrTheWaitIsTooLong(bool isTransient, int minutes)
    {
        var problem = new RequestException("no", isTransient, TimeSpan.FromMinutes(minutes));
        using var generator = new FakeGenerator { Before = (_, _) => throw problem };

        await Ignore(() => new TextEmbedder(generator, new() { TimeProvider = new FakeTime() }).EmbedAsync(["a"], _folder["x.npy"]));

        generator.Calls.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public async Task EmbedAsync_NamesTheRow_OfNumbersThatAreNone(float bad)
    {
        using var generator = new FakeGenerator { Change = (text, vector) => text == "c" ? [.. vector[..2], bad, .. vector[3..]] : vector };

        var act = () => new TextEmbedder(generator).EmbedAsync(["a", "a", null, "b", "c"], _folder["x.npy"]);

        await act.Should().ThrowAsync<InvalidDataException>()
            .WithMessage("Row 4: expected finite numbers, got * in column 2 of the embedding.");
    }

    [Fact]
    public async Task EmbedAsync_NamesTheRow_OfAnotherWidth()
    {
        using var generator = new FakeGenerator { Change = (text, vector) => text == "c" ? vector[..3] : vector };

        var act = () => new TextEmbedder(generator).EmbedAsync(["a", "b", "c"], _folder["x.npy"]);

        await act.Should().ThrowAsync<InvalidDataException>().WithMessage("Row 2: expected an embedding of width 8, got 3.");
        using var deaf = new FakeGenerator { Change = (_, vector) => vector[..3] };
        var narrow = () => new TextEmbedder(deaf, new() { Dimensions = 4 }).EmbedAsync(["a"], _folder["y.npy"]);
        await narrow.Should().ThrowAsync<InvalidDataException>().WithMessage("Row 0: expected an embedding of width 4, got 3.");
    }

    [Fact]
    public async Task EmbedAsync_NamesTheRow_WhereTheCacheHasAnotherWidth()
    {
        var options = new TextEmbedderOptions { CacheDirectory = _folder["cache"], BatchSize = 1, Parallelism = 1 };
        using var before = new FakeGenerator(width: 4);
        await new TextEmbedder(before, options).EmbedAsync(["b"], _folder["x.npy"]);
        using var after = new FakeGenerator(width: 8);

        var act = () => new TextEmbedder(after, options).EmbedAsync(["a", "b"], _folder["y.npy"]);

        await act.Should().ThrowAsync<InvalidDataException>()
            .WithMessage("Row 1: an embedding of width 4, where the others have 8*delete *");
    }

    [Theory]
    [InlineData(2, "Expected 3 embeddings for as many texts, got 2; row 3 is the first without one.")]
    [InlineData(0, "Expected 3 embeddings for as many texts, got 0; row 0 is the first without one.")]
    public async Task EmbedAsync_NamesTheRow_WhereEmbeddingsAreTooFew(int given, string message)
    {
        using var generator = new FakeGenerator { Given = _ => given };

        var act = () => new TextEmbedder(generator).EmbedAsync(["a", null, "b", "c"], _folder["x.npy"]);

        await act.Should().ThrowAsync<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public async Task EmbedAsync_GivesRowsWithoutATextTheMeanOfTheOthers()
    {
        using var generator = new FakeGenerator { Change = (text, _) => text == "a" ? [2, 0] : [0, 5] };

        var manifest = await new TextEmbedder(generator).EmbedAsync(["a", null, "a", " \t", "b", ""], _folder["x.npy"]);

        manifest.MissingCount.Should().Be(3);
        manifest.MissingTexts.Should().Be("mean");
        using var table = NpyFile.Read(_folder["x.npy"]);
        var rows = table.ToArray();
        foreach (var row in new[] { 1, 3, 5 })
        {
            rows[row, 0].Should().BeApproximately(2 / Math.Sqrt(5), 1e-7); // two of three rows point along the first axis
            rows[row, 1].Should().BeApproximately(1 / Math.Sqrt(5), 1e-7);
        }

        using var frozen = FrozenEmbeddings.Open(_folder["x.npy"]);
        frozen.Check().IsClean.Should().BeTrue();
    }

    [Fact]
    public async Task EmbedAsync_GivesThePlainMean_WithoutNormalisation()
    {
        using var generator = new FakeGenerator { Change = (text, _) => text == "a" ? [2, 0] : [0, 5] };

        await new TextEmbedder(generator, new() { Normalize = false }).EmbedAsync(["a", "b", null], _folder["x.npy"]);

        using var table = NpyFile.Read(_folder["x.npy"]);
        table.ToVector().Should().Equal(2, 0, 0, 5, 1, 2.5);
    }

    [Fact]
    public async Task EmbedAsync_TreatsEmbeddingsOfZeros_AsMissing()
    {
        using var generator = new FakeGenerator { Change = (text, _) => text == "?" ? [0, 0] : [0, 5] };

        var manifest = await new TextEmbedder(generator).EmbedAsync(["a", "?"], _folder["x.npy"]);
        var act = () => new TextEmbedder(generator, new() { MissingTexts = MissingTexts.Reject }).EmbedAsync(["a", "?"], _folder["y.npy"]);

        manifest.MissingCount.Should().Be(1);
        using var table = NpyFile.Read(_folder["x.npy"]);
        table.ToVector().Should().Equal(0, 1, 0, 1);
        await act.Should().ThrowAsync<InvalidDataException>().WithMessage("Row 1: the model makes zeros of the text*");
    }

    [Fact]
    public async Task EmbedAsync_WritesZerosOrRefuses_IfAskedTo()
    {
        using var generator = new FakeGenerator();
        var rejecting = new TextEmbedderOptions { MissingTexts = MissingTexts.Reject };
        var refused = () => new TextEmbedder(generator, rejecting).EmbedAsync(["a", " "], _folder["x.npy"]);
        await refused.Should().ThrowAsync<ArgumentException>().WithMessage("Row 1 has no text*");
        generator.Calls.Should().BeEmpty();

        await new TextEmbedder(generator, new() { MissingTexts = MissingTexts.Zeros }).EmbedAsync(["a", " "], _folder["x.npy"]);

        using var frozen = FrozenEmbeddings.Open(_folder["x.npy"]);
        frozen.Check().ZeroLength.First.Should().Equal(1);
    }

    [Fact]
    public async Task EmbedAsync_Throws_WithoutTextsOrFolder()
    {
        using var generator = new FakeGenerator();

        var none = () => new TextEmbedder(generator).EmbedAsync([null, " "], _folder["x.npy"]);
        var nowhere = () => new TextEmbedder(generator).EmbedAsync(["a"], _folder["no/x.npy"]);

        await none.Should().ThrowAsync<ArgumentException>().WithMessage("Expected at least one text; got 2 rows without any*");
        await nowhere.Should().ThrowAsync<DirectoryNotFoundException>().WithMessage("There is no folder *no for x.npy.");
        generator.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task EmbedAsync_TellsHowFarItIs()
    {
        var time = new FakeTime();
        using var generator = new FakeGenerator();
        generator.Before = (call, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(3));
            return call == 2 && time.Waits.Count == 0 ? throw new IOException() : Task.CompletedTask;
        };
        var options = new TextEmbedderOptions { BatchSize = 2, Parallelism = 1, Retries = 0, TimeProvider = time };
        await Ignore(() => new TextEmbedder(generator, options).EmbedAsync(ManyTexts(9), _folder["x.npy"]));
        generator.Before = (_, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(3));
            return Task.CompletedTask;
        };
        var reports = new Reports();

        await new TextEmbedder(generator, options).EmbedAsync(ManyTexts(9), _folder["x.npy"], reports);

        EmbeddingProgress[] expected =
        [
            Progress(4, 9, 4, TimeSpan.Zero, null),
            Progress(6, 9, 4, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4.5)),
            Progress(8, 9, 4, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(1.5)),
            Progress(9, 9, 4, TimeSpan.FromSeconds(9), TimeSpan.Zero),
        ];
        reports.All.Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task EmbedAsync_WritesAManifest_OfWhatItMade()
    {
        string?[] texts = ["a", null, "b"];
        using var generator = new FakeGenerator();

        var manifest = await new TextEmbedder(generator, new() { HalfPrecision = true }).EmbedAsync(texts, _folder["x.npy"]);

        manifest.Should().Be(new EmbeddingManifest
        {
            Model = "fake-1",
            Count = 3,
            Width = 8,
            Normalized = true,
            ElementType = "float16",
            TextHash = EmbeddingManifest.HashTexts(texts),
            MissingCount = 1,
            MissingTexts = "mean",
        });
        using var frozen = FrozenEmbeddings.Open(_folder["x.npy"]);
        frozen.Manifest.Should().Be(manifest);
    }

    [Fact]
    public async Task EmbedAsync_MakesWhatADatasetFolderTakes_AndItTellsWhenTextsChange()
    {
        _folder.Write("trn.tsv", "ann\tx\nbob\ty\nann\tz\n");
        _folder.Write("items.tsv", "0\tx\n1\ty\n2\tz\n");
        _folder.Write("catalogue.csv", "sku,title\nz,\"Zebra, striped\"\nx,Xylophone\n");
        using var generator = new FakeGenerator();
        var texts = TextFile.Read(_folder["catalogue.csv"], new() { Ids = IdMap.Load(_folder["items.tsv"]).Ids, IdColumn = "sku" }).Texts;
        TextFile.Write(_folder["item_text.tsv"], texts);

        await new TextEmbedder(generator).EmbedAsync(texts, _folder["item_emb.npy"]);

        using (var data = DatasetFolder.Open(_folder.Root))
        {
            data.Warnings.Should().BeEmpty();
            data.ItemText(2).Should().Be("Zebra, striped");
            data.ItemEmbeddings!.Check().IsClean.Should().BeTrue();
            data.ItemEmbeddings.Manifest!.MissingCount.Should().Be(1);
        }

        TextFile.Write(_folder["item_text.tsv"], [.. texts.Take(2), "Zebra, spotted"]);
        using var changed = DatasetFolder.Open(_folder.Root);
        changed.Warnings.Should().ContainSingle().Which.Should().StartWith("item_text.tsv is not what item_emb.npy was made of");
    }

    [Fact]
    public async Task EmbedAsync_KeepsTheOldTable_UntilTheNewOneIsThere()
    {
        using var generator = new FakeGenerator();
        await new TextEmbedder(generator).EmbedAsync(["a"], _folder["x.npy"]);
        var before = Bytes("x.npy");
        generator.Before = (_, _) => throw new IOException();

        await Ignore(() => new TextEmbedder(generator, new() { Retries = 0 }).EmbedAsync(["b"], _folder["x.npy"]));

        Bytes("x.npy").Should().Equal(before);
        EmbeddingManifest.Read(_folder["x.manifest.json"]).TextHash.Should().Be(EmbeddingManifest.HashTexts(["a"]));
    }

    [Fact]
    public void Options_Throw_ForValuesOutOfRange()
    {
        Action[] actions =
        [
            () => _ = new TextEmbedderOptions { BatchSize = 0 },
            () => _ = new TextEmbedderOptions { Parallelism = 0 },
            () => _ = new TextEmbedderOptions { Retries = -1 },
            () => _ = new TextEmbedderOptions { RetryDelay = TimeSpan.Zero },
            () => _ = new TextEmbedderOptions { MaxRetryDelay = TimeSpan.Zero },
            () => _ = new TextEmbedderOptions { Dimensions = 0 },
            () => _ = new TextEmbedderOptions { MissingTexts = (MissingTexts)9 },
        ];

        actions.Should().AllSatisfy(act => act.Should().Throw<ArgumentOutOfRangeException>());
    }

    public void Dispose() => _folder.Dispose();

    private static string[] ManyTexts(int count) => [.. Enumerable.Range(0, count).Select(i => $"the text of item {i}")];

    private static Func<int, CancellationToken, Task> FailAt(int call, Exception exception) =>
        (current, _) => current == call ? Task.FromException(exception) : Task.CompletedTask;

    private static async Task Ignore(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
        }
    }

    private async Task<byte[]> WholeRun(string[] texts, int batchSize)
    {
        using var generator = new FakeGenerator();
        await new TextEmbedder(generator, new() { BatchSize = batchSize, Parallelism = 1 }).EmbedAsync(texts, _folder["whole.npy"]);
        var bytes = Bytes("whole.npy");
        File.Delete(_folder["whole.npy"]);
        File.Delete(_folder["whole.manifest.json"]);
        return bytes;
    }

    private byte[] Bytes(string name) => File.ReadAllBytes(_folder[name]);

    private string? WorkFile() => Directory.GetFiles(_folder.Root, "x.npy.partial.*").SingleOrDefault();

    private long FrozenWidth(string name)
    {
        using var frozen = FrozenEmbeddings.Open(_folder[name]);
        return frozen.Width;
    }

    private sealed class ClientException(int status) : Exception
    {
        public int Status => status;
    }

    private static EmbeddingProgress Progress(int done, int total, int reused, TimeSpan elapsed, TimeSpan? left) =>
        new() { Done = done, Total = total, Reused = reused, Elapsed = elapsed, Left = left };
}
