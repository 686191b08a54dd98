using DaRec.Data;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Models;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Training;

/// <summary>Steps of LightGCN by random walks.</summary>
public class WalkedStepTests
{
    private const int Width = 5;

    private static readonly TrainerOptions Options = new() { MaxEpochs = 20, LearningRate = 0.02, EvaluateEvery = 2, Cutoff = 5, BatchSize = 60 };

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.7)]
    public void Run_IsTheDenseStep_OfTheSameWalks(double keepProbability)
    {
        using var scope = NewDisposeScope();
        using var model = Create(SmallGraph.Train, keepProbability);
        using var same = Create(SmallGraph.Train, keepProbability);
        var ids = model.Ids.detach().to(ScalarType.Float64);
        var weights = Dense(same);

        using var optimizer = Step(model, SmallGraph.Batch());

        var (_, expected) = Tensors.Differentiate(leaf => Bpr(weights.mm(leaf)), ids);
        var gradient = optimizer.GetState()["rows/first"].div(0.1); // the first moment is (1 − β₁) of it
        Tensors.RelativeDifference(gradient, expected).Should().BeLessThan(1e-5);
    }

    [Fact]
    public void FromRows_IsTheDenseProduct_InValueAndGradient()
    {
        using var scope = NewDisposeScope();
        var entries = SparseEntries.Random(6, 9, 40);
        int[] order = [.. Enumerable.Range(0, 40).OrderBy(entry => entries.Rows[entry])]; // columns stay in no order, with repetitions
        int[] offsets = [.. Enumerable.Range(0, 7).Select(row => entries.Rows.Count(other => other < row))];
        using var matrix = SparseMatrix.FromRows(
            new CsrStructure(offsets, [.. order.Select(entry => entries.Columns[entry])]), [.. order.Select(entry => entries.Values[entry])], 9);
        var x = Tensors.Random(9, 3);

        Tensors.Difference(matrix.Multiply(x), tensor(entries.ToDense()).mm(x)).Should().BeLessThan(1e-12);
        FiniteDifferences.ShouldMatchGradient(leaf => matrix.Multiply(leaf).sin().sum(), x);
    }

    [Fact]
    public void Run_ReadsAndMovesOnlyRowsThatWalksReach()
    {
        // Users 0 and 1 with items 0 to 2 lie apart from users 2 and 3 with items 3 to 5.
        using var scope = NewDisposeScope();
        var pairs = Interactions.FromPairs([0, 0, 1, 1, 2, 2, 3, 3], [0, 1, 1, 2, 3, 4, 4, 5], 4, 6);
        using var model = Create(pairs, 1);
        long[] apart = [2, 3, 7, 8, 9];
        using (no_grad())
        {
            model.Ids[tensor(apart)] = float.NaN;
        }

        var before = model.Ids.detach().clone();
        var batch = new TripletBatch { Users = tensor([0L, 1]), Positives = tensor([0L, 1]), Negatives = tensor([2L, 0]) };

        Step(model, batch).Dispose();

        bool[] isApart = [false, false, true, true, false, false, false, true, true, true];
        for (var row = 0; row < isApart.Length; row++)
        {
            model.Ids[row].detach().ToVector().All(double.IsNaN).Should().Be(isApart[row]); // none came in, and none was written over
            model.Ids[row].detach().ToVector().SequenceEqual(before[row].ToVector()).Should().Be(isApart[row]);
        }
    }

    [Fact]
    public void Run_LeavesNoTensors()
    {
        using var model = Create(SmallGraph.Train, 0.8);
        using var optimizer = new LazyAdam((Parameter)model.Ids, [], 1e-2, 1e-6);
        using var texts = new NoTexts();
        using var losses = new EpochLosses(1);
        using var outer = NewDisposeScope();
        var (step, batch) = (new RowStep(model, texts), SmallGraph.Batch());
        Run();

        LiveTensors.LeftBy(Run).Should().Be(0);

        void Run()
        {
            using var scope = NewDisposeScope();
            step.Run(batch, optimizer, losses);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_FindsTheGroups(bool isAligned)
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = Create(data.Train, 0.8);
        using var aligner = isAligned ? Aligner(backbone, data) : null;

        using var result = new Trainer(backbone, data, Options, aligner).Train();

        var metrics = new RankingEvaluator(data.Train, data.Test!, 5).Evaluate(result.Users, result.Items);
        metrics.Recall[5].Should().BeGreaterThan(1.5 * 5 / (PlantedBlocks.ItemCount - PlantedBlocks.TrainItems)); // as in TrainerTests
        result.Epochs[^1].Loss.Should().BeLessThan(result.Epochs[0].Loss);
        result.Epochs[0].Alignment.Count.Should().Be(isAligned ? 2 : 0);
    }

    [Fact]
    public void Train_RanksByTheFullPropagation_AndSaysTheSameForTheSameSeed()
    {
        using var data = PlantedBlocks.Create();
        using var model = Create(data.Train, 0.8);
        using var same = Create(data.Train, 0.8);
        using var full = new LightGcn(data.Train, Width, new LightGcnOptions { KeepProbability = 1 });

        using var result = new Trainer(model, data, Options with { MaxEpochs = 3 }).Train();
        using var again = new Trainer(same, data, Options with { MaxEpochs = 3 }).Train();

        using var propagation = full.Propagate(model.Ids);
        Tensors.Difference(cat([result.Users, result.Items], 0), propagation.Embeddings).Should().Be(0);
        Tensors.Difference(again.Items, result.Items).Should().Be(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_GoesOnFromACheckpoint_ToTheSameBits(bool isAligned)
    {
        using var folder = new TemporaryFolder();
        var path = folder["state"];

        var whole = Run((trainer, epoch) =>
        {
            if (epoch == 2)
            {
                trainer.Save(path);
            }
        });
        var resumed = Run(before: trainer => trainer.Load(path));

        resumed.Should().Equal(whole);

        byte[] Run(Action<Trainer, int>? after = null, Action<Trainer>? before = null)
        {
            using var data = PlantedBlocks.Create(texts: true);
            using var model = Create(data.Train, 0.8);
            using var aligner = isAligned ? Aligner(model, data) : null;
            var trainer = new Trainer(model, data, Options with { MaxEpochs = 5 }, aligner);
            before?.Invoke(trainer);
            using var result = trainer.Train(new Told(epoch => after?.Invoke(trainer, epoch)));
            return [.. result.Users.bytes, .. result.Items.bytes];
        }
    }

    [Fact]
    public void Create_Throws_WithWhatNeedsWholeTables()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var model = Create(data.Train, 0.8);
        using var softmax = new LightGcn(
            data.Train, Width, new LightGcnOptions { Walks = 2, RankingLoss = new() { Kind = RankingLossKind.SampledSoftmax } });
        using var texts = new Kar(model, data);

        Creating(softmax).Should().Throw<ArgumentException>().WithParameterName("backbone")
            .WithMessage("Expected random walks with the loss Bpr on the CPU, got LightGcn with SampledSoftmax on cpu; leave LightGcnOptions.Walks out.*");
        Creating(model, texts: texts).Should().Throw<ArgumentException>().WithParameterName("textMethod")
            .WithMessage("*got Kar; leave LightGcnOptions.Walks out.*");
        Creating(model, Options with { Optimizer = all => optim.SGD(all, 0.1) }).Should().Throw<ArgumentException>().WithMessage("*Walks*");
        FluentActions.Invoking(() => new LightGcnOptions { Walks = 0 }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("Walks");

        Action Creating(Backbone backbone, TrainerOptions? options = null, TextMethod? texts = null) =>
            () => _ = new Trainer(backbone, data, options ?? Options, texts);
    }

    private static LightGcn Create(Interactions train, double keepProbability)
    {
        using var generator = new Generator(7);
        return new LightGcn(train, Width, new LightGcnOptions { Walks = 3, KeepProbability = keepProbability }, generator);
    }

    private static DaRecAlignment Aligner(Backbone backbone, Dataset data) =>
        new(backbone, data, DaRecOptions.Default with { Sampling = new() { Size = 16 } }, new Generator(3));

    private static LazyAdam Step(LightGcn model, TripletBatch batch)
    {
        var optimizer = new LazyAdam((Parameter)model.Ids, [], 1e-2, penalty: 0);
        using var texts = new NoTexts();
        using var losses = new EpochLosses(1);
        using var scope = NewDisposeScope();
        new RowStep(model, texts).Run(batch, optimizer, losses);
        return optimizer;
    }

    // The combination of all rows that the next step's walks make, (n, n).
    private static Tensor Dense(LightGcn model)
    {
        var visits = model.Walk(Enumerable.Range(0, SmallGraph.NodeCount).ToArray())!;
        visits.Count.Should().BePositive();
        var dense = eye(SmallGraph.NodeCount, dtype: ScalarType.Float64).ToArray();
        for (var row = 0; row < SmallGraph.NodeCount; row++)
        {
            foreach (var (node, weight) in visits.NodesOf(row).ToArray().Zip(visits.WeightsOf(row).ToArray()))
            {
                if (node != WalkVisits.None)
                {
                    dense[row, node] += weight;
                }
            }
        }

        return tensor(dense);
    }

    private static Tensor Bpr(Tensor embeddings)
    {
        var batch = SmallGraph.Batch();
        var users = embeddings.index_select(0, batch.Users);
        var (better, worse) = (Items(batch.Positives), Items(batch.Negatives));
        return nn.functional.softplus(users.mul(worse.sub(better)).sum(1L)).mean();

        Tensor Items(Tensor numbers) => embeddings.index_select(0, numbers.add(SmallGraph.UserCount));
    }

    private sealed class Told(Action<int> report) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => report(value.Epoch);
    }
}
