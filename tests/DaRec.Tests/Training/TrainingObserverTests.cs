using DaRec.Diagnostics;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Training;

public sealed class TrainingObserverTests : IDisposable
{
    private static readonly DaRecOptions Paper = DaRecOptions.PaperNormalized with
    {
        Sampling = new() { Size = 40, From = RowSource.Items },
        Heads = new() { Width = 8 },
        LocalStructure = new() { ClusterCount = 3 },
    };

    private readonly Dataset _data = SyntheticData.Generate(userCount: 60, itemCount: 50, seed: 1);

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Observers_LookWhenItIsTheirTurn()
    {
        var (second, third) = (new Looks(2), new Looks(3));

        using var result = Train(null, second, third);

        second.Epochs.Should().Equal(2, 4, 6);
        third.Epochs.Should().Equal(3, 6);
        result.Epochs.Where(report => report.ObserverSeconds > 0).Select(report => report.Epoch).Should().Equal(2, 3, 4, 6);
    }

    [Fact]
    public void Training_ComesToTheSameWithAndWithoutObservers()
    {
        using var without = Train(Paper);
        using var with = Train(Paper, new DiagnosticsObserver(_data, every: 1, rowCount: 30));

        with.Items.ToVector().Should().Equal(without.Items.ToVector());
        with.Epochs.Select(report => report.Loss).Should().Equal(without.Epochs.Select(report => report.Loss));
    }

    [Fact]
    public void Snapshot_HasWhatTheResultHas_AtTheLastEpoch()
    {
        var looks = new Looks(6);

        using var result = Train(null, looks);

        looks.Last!.ToVector().Should().Equal(result.Items.ToVector());
    }

    [Fact]
    public void DiagnosticsObserver_LooksAtEmbeddingsAndSharedParts()
    {
        var reported = new List<DiagnosticsRecord>();
        var observer = new DiagnosticsObserver(_data, every: 3, rowCount: 40, report: reported.Add);

        using var result = Train(Paper, observer);

        observer.Records.Select(record => record.Epoch).Should().Equal(3, 6);
        reported.Should().Equal(observer.Records);
        var record = observer.Records[0];
        record.Embeddings.RowCount.Should().Be(40);
        record.SharedParts!.Collaborative.Width.Should().Be(8);
        record.CollaborativePartsCosine.Should().BeInRange(0, 1);
        record.LanguagePartsCosine.Should().BeInRange(0, 1);
    }

    [Fact]
    public void DiagnosticsObserver_WarnsOfSharedPartsThatAgreeInPlaceAlone_AndNotOfTheDefault()
    {
        var (local, recipe) = (new DiagnosticsObserver(_data, every: 6), new DiagnosticsObserver(_data, every: 6));

        using var first = Train(Paper with { Orthogonality = null, Uniformity = null, GlobalStructure = null }, local);
        using var second = Train(DaRecOptions.Default, recipe);

        local.Records[^1].SharedParts!.ClustersDisagree.Should().BeTrue();
        local.Records[^1].Warnings.Should().Contain(warning => warning.StartsWith("E_sh: Collapsed:"));
        recipe.Records[^1].Warnings.Should().BeEmpty();
    }

    [Fact]
    public void DiagnosticsObserver_LooksAtEmbeddingsAlone_WithoutHeads()
    {
        var observer = new DiagnosticsObserver(_data, every: 6);

        using var result = Train(null, observer);

        observer.Records.Should().ContainSingle().Which.SharedParts.Should().BeNull();
        observer.Records[0].Embeddings.RowCount.Should().Be(_data.ItemCount);
    }

    [Fact]
    public void TensorBoardLog_WritesAnEventFile()
    {
        using var folder = new TemporaryFolder();
        var log = new TensorBoardLog(folder["events"]);
        var observer = new DiagnosticsObserver(_data, every: 3, report: log.Add);

        using var result = Train(Paper, log, observer);

        var bytes = File.ReadAllBytes(Directory.GetFiles(folder["events"]).Should().ContainSingle().Which);
        var text = System.Text.Encoding.Latin1.GetString(bytes);
        text.Should().ContainAll("loss/ranking", "alignment/total", "validation/recall@20", "diagnostics/overlap@10");
        Directory.GetFiles(folder["events"])[0].Should().Contain("tfevents");
    }

    [Fact]
    public void Observers_LeaveNoTensorBehind()
    {
        using var warm = Train(Paper, new DiagnosticsObserver(_data, every: 2, rowCount: 30));

        LiveTensors.LeftBy(() => Train(Paper, new DiagnosticsObserver(_data, every: 2, rowCount: 30)).Dispose()).Should().Be(0);
    }

    private TrainingResult Train(DaRecOptions? options, params ITrainingObserver[] observers) => Train(options, null, observers);

    private TrainingResult Train(DaRecOptions? options, IProgress<EpochReport>? progress, params ITrainingObserver[] observers)
    {
        using var generator = new Generator(3);
        using var backbone = new LightGcn(_data.Train, width: 8, generator: generator);
        using TextMethod? alignment = options is null ? null : new DaRecAlignment(backbone, _data, options, generator);
        return new Trainer(backbone, _data, new TrainerOptions { MaxEpochs = 6, Observers = observers }, alignment).Train(progress);
    }

    private sealed class Looks(int every) : ITrainingObserver
    {
        public List<int> Epochs { get; } = [];

        public Tensor? Last { get; private set; }

        public int Every => every;

        public void Observe(TrainingSnapshot training)
        {
            Epochs.Add(training.Epoch);
            Last = training.RankedItems.clone().DetachFromDisposeScope();
        }
    }
}
