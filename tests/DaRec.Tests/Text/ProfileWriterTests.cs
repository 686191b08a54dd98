using DaRec.Tests.Testing;
using DaRec.Text;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Text;

public sealed class ProfileWriterTests : IDisposable
{
    private static readonly ProfileWriterOptions Short = new() { Prompt = "{profile}", Instructions = "Be brief.", Parallelism = 2 };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task WriteAsync_WritesAnAnswerForEachUser()
    {
        using var client = new FakeChatClient();

        var profiles = await new ProfileWriter(client, Short).WriteAsync(["a", null, "b", "a"], _folder["user_text.tsv"]);

        profiles.Should().Equal("About <a>.", null, "About <b>.", "About <a>.");
        File.ReadAllText(_folder["user_text.tsv"]).Should().Be("0\tAbout <a>.\n1\t\n2\tAbout <b>.\n3\tAbout <a>.\n");
        TextFile.Read(_folder["user_text.tsv"]).Texts.Should().Equal(profiles);
        client.Calls.Should().HaveCount(2, "users of one description have one profile");
        Directory.GetFiles(_folder.Root).Should().Equal(_folder["user_text.tsv"]);
    }

    [Fact]
    public async Task WriteAsync_AsksAsToldTo()
    {
        using var client = new FakeChatClient();
        var options = new ProfileWriterOptions { Prompt = "Who likes {profile}?", Temperature = 0.5f, MaxOutputTokens = 99 };

        await new ProfileWriter(client, options).WriteAsync(["jazz"], _folder["x.tsv"]);

        var (instructions, prompt, sent) = client.Calls.Single();
        instructions.Should().Be(options.Instructions);
        prompt.Should().Be("Who likes jazz?");
        (sent!.Temperature, sent.MaxOutputTokens).Should().Be((0.5f, 99));
    }

    [Fact]
    public async Task WriteAsync_MakesOneShortLineOfTheAnswer()
    {
        using var client = new FakeChatClient { Answer = (_, _) => "  Likes\n\nlong\twords and many of them. " };

        var profiles = await new ProfileWriter(client, Short with { MaxLength = 20 }).WriteAsync(["a"], _folder["x.tsv"]);

        profiles.Should().Equal("Likes long words and");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task WriteAsync_GoesOnWhereItWas_WhereverItWasKilled(int parallelism)
    {
        string[] descriptions = [.. Enumerable.Range(0, 30).Select(i => $"user {i}")];
        using var whole = new FakeChatClient();
        await new ProfileWriter(whole, Short).WriteAsync(descriptions, _folder["whole.tsv"]);
        var options = Short with { Parallelism = parallelism, Retries = 0 };
        var random = new Random(6);
        for (var kill = 0; kill < 10; kill++)
        {
            var limit = random.Next(30);
            using var killed = new FakeChatClient
            {
                Answer = (call, prompt) => call < limit ? $"About <{prompt}>." : throw new IOException(),
            };
            var act = () => new ProfileWriter(killed, options).WriteAsync(descriptions, _folder["x.tsv"]);
            await act.Should().ThrowAsync<IOException>().WithMessage("The request with the description of user * failed for good*");
            File.Exists(_folder["x.tsv"]).Should().BeFalse();
            using (var work = File.Open(Directory.GetFiles(_folder.Root, "x.tsv.partial.*").Single(), FileMode.Open))
            {
                work.SetLength(work.Length - random.Next((int)Math.Min(work.Length, 40)));
            }

            using var client = new FakeChatClient();
            await new ProfileWriter(client, options).WriteAsync(descriptions, _folder["x.tsv"]);

            File.ReadAllBytes(_folder["x.tsv"]).Should().Equal(File.ReadAllBytes(_folder["whole.tsv"]));
            client.Calls.Count.Should().BeInRange(30 - limit, 30 - limit + 2);
            File.Delete(_folder["x.tsv"]);
        }
    }

    [Fact]
    public async Task WriteAsync_AsksNobody_ForWhatTheCacheKnows()
    {
        var options = Short with { CacheDirectory = _folder["cache"] };
        using var client = new FakeChatClient();
        await new ProfileWriter(client, options).WriteAsync(["a", "b"], _folder["x.tsv"]);

        await new ProfileWriter(client, options).WriteAsync(["b", "a"], _folder["y.tsv"]);
        client.Calls.Should().HaveCount(2);
        await new ProfileWriter(client, options with { Instructions = "Be long." }).WriteAsync(["b"], _folder["y.tsv"]);
        client.Calls.Should().HaveCount(3);
        await new ProfileWriter(client, options with { Temperature = 0 }).WriteAsync(["b"], _folder["y.tsv"]);
        client.Calls.Should().HaveCount(4);
    }

    [Fact]
    public async Task WriteAsync_AsksAgain_AfterAnEmptyAnswer()
    {
        using var client = new FakeChatClient { Answer = (call, _) => call < 2 ? " \n" : "Done." };

        var profiles = await new ProfileWriter(client, Short with { TimeProvider = new FakeTime() }).WriteAsync(["a"], _folder["x.tsv"]);

        profiles.Should().Equal("Done.");
        client.Calls.Should().HaveCount(3);
    }

    [Fact]
    public async Task WriteAsync_NamesTheUser_WhenAnswersStayEmpty()
    {
        using var client = new FakeChatClient { Answer = (_, _) => "" };

        var options = Short with { Retries = 1, TimeProvider = new FakeTime() };

        var act = () => new ProfileWriter(client, options).WriteAsync([null, "a"], _folder["x.tsv"]);

        await act.Should().ThrowAsync<IOException>()
            .WithMessage("The request with the description of user 1 failed for good: *empty answer*");
    }

    [Fact]
    public async Task WriteAsync_TellsHowFarItIs()
    {
        using var client = new FakeChatClient();
        var reports = new Reports();

        await new ProfileWriter(client, Short).WriteAsync(["a", "b", "b"], _folder["x.tsv"], reports);

        reports.All.Select(report => (report.Done, report.Total, report.Reused)).Should().Equal((0, 2, 0), (1, 2, 0), (2, 2, 0));
    }

    [Fact]
    public async Task WriteAsync_Throws_WithoutDescriptions()
    {
        using var client = new FakeChatClient();

        var act = () => new ProfileWriter(client).WriteAsync([null, ""], _folder["x.tsv"]);

        await act.Should().ThrowAsync<ArgumentException>().WithMessage("Expected at least one description; got 2 users without any*");
    }

    [Fact]
    public void Options_Refuse_WhatCannotBe()
    {
        var prompt = () => new ProfileWriterOptions { Prompt = "no place" };
        var length = () => new ProfileWriterOptions { MaxLength = 19 };
        var tokens = () => new ProfileWriterOptions { MaxOutputTokens = 0 };

        prompt.Should().Throw<ArgumentException>().WithMessage("Expected a prompt with {profile} in it*");
        length.Should().Throw<ArgumentOutOfRangeException>();
        tokens.Should().Throw<ArgumentOutOfRangeException>();
    }

    public void Dispose() => _folder.Dispose();
}
