using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Training.Checkpoints;

public sealed class RefusedCheckpointTests : IDisposable
{
    private const string Backbone = nameof(LightGcn);
    private const string Method = "default";
    private const string Settings = "a: 1\nb: 2";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Load_RefusesAFile_WithOneBitFlipped_WhereverItIs()
    {
        var bytes = Saved();
        var random = new Random(1);
        int[] places = [.. Enumerable.Range(0, 24), bytes.Length - 1, .. Enumerable.Range(0, 40).Select(_ => random.Next(bytes.Length))];

        ResumedRun.Of(Backbone, Method, before: trainer =>
        {
            foreach (var place in places)
            {
                byte[] flipped = [.. bytes];
                flipped[place] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(_folder["file"], flipped);

                FluentActions.Invoking(() => trainer.Load(_folder["file"], Settings)).Should()
                    .Throw<InvalidDataException>($"byte {place} is damaged").WithMessage($"{_folder["file"]}: *");
            }
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(24)]
    [InlineData(2000)]
    [InlineData(-1)]
    public void Load_RefusesAFile_ThatIsCutShort(int length)
    {
        var bytes = Saved();
        File.WriteAllBytes(_folder["file"], bytes[..(length < 0 ? bytes.Length + length : length)]);

        Loading().Should().Throw<InvalidDataException>().WithMessage(length is >= 0 and < 24 ? "*no checkpoint*" : "*cut short*");
    }

    [Fact]
    public void Load_Throws_WithoutAFile() => Loading().Should().Throw<FileNotFoundException>();

    [Fact]
    public void Load_RefusesACheckpoint_OfOtherData()
    {
        Saved();
        using var other = PlantedBlocks.Create(texts: true, seed: 2);

        Loading(data: other).Should().Throw<ArgumentException>().WithMessage("*other data*");
    }

    [Fact]
    public void Load_RefusesACheckpoint_OfOtherTexts()
    {
        Saved();
        using var same = PlantedBlocks.Create(texts: true);
        using var shuffled = same.ShuffleEmbeddings(1);

        Loading(data: shuffled).Should().Throw<ArgumentException>().WithMessage("*other data*");
    }

    [Fact]
    public void Load_NamesTheOptionThatDiffers()
    {
        Saved();

        Loading(options: ResumedRun.Options with { LearningRate = 0.5 }).Should().Throw<ArgumentException>()
            .WithMessage("*it was written with learning rate 0.02, here is learning rate 0.5*");
        Loading(options: ResumedRun.Options with { Seed = 4 }).Should().Throw<ArgumentException>().WithMessage("*seed 3, here is seed 4*");
        Loading(method: "none").Should().Throw<ArgumentException>().WithMessage("*modules LightGcn, DaRecAlignment, here is modules LightGcn, NoTexts*");
        Loading(settings: "a: 1\nb: 3").Should().Throw<ArgumentException>().WithMessage("*b: 2, here is b: 3*");
    }

    [Fact]
    public void Load_NamesTheWeightThatDiffers()
    {
        Saved(method: "paper-normalized");

        Loading(method: "default").Should().Throw<ArgumentException>().WithMessage("*aligner.centers of the text method is Float64*there and missing here*");
    }

    [Fact]
    public void Load_LeavesTheTrainerAsItWas_WhereItRefuses()
    {
        var bytes = Saved();
        File.WriteAllBytes(_folder["file"], bytes[..^1]);

        ResumedRun.Of(Backbone, Method, before: trainer => FluentActions.Invoking(() => trainer.Load(_folder["file"])).Should().Throw<InvalidDataException>())
            .Should().Be(ResumedRun.Of(Backbone, Method));
    }

    public void Dispose() => _folder.Dispose();

    private byte[] Saved(string method = Method)
    {
        ResumedRun.Of(Backbone, method, after: (trainer, epoch) =>
        {
            if (epoch == 2)
            {
                trainer.Save(_folder["file"], Settings);
            }
        });
        return File.ReadAllBytes(_folder["file"]);
    }

    private Action Loading(
        string method = Method, string settings = Settings, TrainerOptions? options = null, Dataset? data = null) =>
        () => ResumedRun.Of(Backbone, method, before: trainer => trainer.Load(_folder["file"], settings), options: options, data: data);
}
