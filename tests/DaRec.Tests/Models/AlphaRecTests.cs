using DaRec.Embeddings;
using DaRec.Internal;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Baselines;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

public class AlphaRecTests
{
    private const int Seed = 7;
    private const int ItemCount = SmallGraph.NodeCount - SmallGraph.UserCount;

    [Fact]
    public void Ids_AreTexts_AndMeansOfThem_AndAreNotTrained()
    {
        using var data = BaselineData.Create(users: false);
        using var model = Create(data);

        using var texts = data.ItemEmbeddings!.Block(0, ItemCount);
        Tensors.Difference(model.Ids.narrow(0, SmallGraph.UserCount, ItemCount), texts).Should().Be(0);
        for (var user = 0; user < SmallGraph.UserCount; user++)
        {
            long[] own = [.. SmallGraph.Train.ItemsOf(user).ToArray().Select(item => (long)item)];
            var mean = own.Length == 0 ? zeros(BaselineData.TextWidth) : texts.index_select(0, tensor(own)).mean([0L]);
            Tensors.Difference(model.Ids[user], mean).Should().BeLessThan(1e-6);
        }

        model.Ids.requires_grad.Should().BeFalse();
        model.state_dict().ToDictionary(pair => pair.Key, pair => string.Join(",", pair.Value.shape)).Should().Equal(
            new Dictionary<string, string>
            {
                ["ids"] = "10,7",
                ["text_network.0.weight"] = "3,7",
                ["text_network.0.bias"] = "3",
                ["text_network.1.weight"] = "5,3",
                ["text_network.1.bias"] = "5",
            });
    }

    [Fact]
    public void Propagate_RunsTheNetworkOverTheGraph_ToUnitRows()
    {
        using var data = BaselineData.Create(users: false);
        using var model = Create(data);

        using var propagation = model.Propagate(model.Ids);

        var weights = model.state_dict();
        var hidden = model.Ids.mm(weights["text_network.0.weight"].t()).add(weights["text_network.0.bias"]);
        var output = where(hidden.gt(0), hidden, hidden.mul(0.01)).mm(weights["text_network.1.weight"].t()).add(weights["text_network.1.bias"]);
        var sums = tensor(NaiveLightGcn.Propagate(NaiveLightGcn.Adjacency(SmallGraph.Train), output.ToArray(), 2));
        var lengths = sums.norm(1, keepdim: true, p: 2);
        lengths.eq(0).sum().item<long>().Should().Be(1); // the user without items, before biases have moved
        Tensors.Difference(propagation.Embeddings, sums.div(lengths.masked_fill(lengths.eq(0), 1))).Should().BeLessThan(1e-5);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void Loss_IsTheReference_InValueAndGradient(int negatives)
    {
        using var data = BaselineData.Create(users: false);
        using var model = Create(data, negatives);
        var rows = Tensors.Random(SmallGraph.NodeCount, 5, 3, ScalarType.Float32).Leaf();
        using var propagation = new Propagation { Embeddings = rows };

        // The first draw of a loss of the same seed.
        using var twin = new RankingLoss(Options(negatives).RankingLoss, SmallGraph.UserCount, ItemCount, Seed);
        var drawn = TensorMemory.ToArray<long>(twin.Draw(CPU));

        var loss = model.Loss(propagation, SmallGraph.Batch());
        loss.backward();

        var penalty = 0.02 * model.parameters().Where(weight => weight.requires_grad).Sum(weight => weight.square().sum().ToDouble());
        loss.ToDouble().Should().BeApproximately(Reference(rows.ToArray()) + penalty, 1e-5);
        Tensors.RelativeDifference(rows.grad!, tensor(NumericGradient.Of(Reference, rows.ToArray()))).Should().BeLessThan(1e-4);

        double Reference(double[,] at)
        {
            return SmallGraph.Triplets.Average(triplet =>
            {
                var positive = Score(triplet.User, triplet.Positive);
                return Math.Log(Math.Exp(positive) + drawn.Sum(item => Math.Exp(Score(triplet.User, (int)item)))) - positive;
            });

            double Score(int user, int item) =>
                Enumerable.Range(0, 5).Sum(c => at[user, c] * at[SmallGraph.UserCount + item, c]) / 0.5;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_MovesTheNetworkAlone_AndRanksBetterThanPopularity(bool isAligned)
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var generator = new Generator(7);
        using var model = new AlphaRec(data.Train, data.ItemEmbeddings!, 8, generator: generator);
        using TextMethod method = isAligned
            ? new DaRecAlignment(model, data, DaRecOptions.Default with { Sampling = new() { Size = 16 } }, generator)
            : new NoTexts();
        var before = model.parameters().Select(parameter => parameter.detach().clone()).ToArray();
        var trainer = new Trainer(model, data, new TrainerOptions { MaxEpochs = 10, LearningRate = 0.01, EvaluateEvery = 2, Cutoff = 5 }, method);

        using var result = trainer.Train();

        model.parameters().Zip(before).Should().OnlyContain(
            pair => pair.First.requires_grad == Tensors.Difference(pair.First, pair.Second) > 0);
        var evaluator = new RankingEvaluator(data.Train, data.Test!, 5);
        var degrees = tensor(Array.ConvertAll(data.Train.ItemDegrees(), degree => (float)degree)).unsqueeze(1);
        evaluator.Evaluate(result.Users, result.Items).Recall[5].Should()
            .BeGreaterThan(1.3 * evaluator.Evaluate(ones(data.UserCount, 1), degrees).Recall[5]);
        LiveTensors.ShouldStay(2, () => trainer.Train());
    }

    [Fact]
    public void Constructor_ThrowsForTexts_ThatDoNotFit()
    {
        using var few = FrozenEmbeddings.FromTensor(ones(2, 3));
        using var bad = FrozenEmbeddings.FromTensor(full(ItemCount, 3, float.NaN));

        FluentActions.Invoking(() => new AlphaRec(SmallGraph.Train, few)).Should().Throw<ArgumentException>().WithMessage("*6 items*2 rows*");
        FluentActions.Invoking(() => new AlphaRec(SmallGraph.Train, bad)).Should().Throw<ArgumentException>().WithMessage("*NaN*");
    }

    private static AlphaRec Create(Dataset data, int negatives = 256)
    {
        using var generator = new Generator(Seed);
        return new AlphaRec(data.Train, data.ItemEmbeddings!, 5, Options(negatives), generator);
    }

    private static AlphaRecOptions Options(int negatives)
    {
        var options = new AlphaRecOptions { Regularization = 0.02 };
        return options with { RankingLoss = options.RankingLoss with { Negatives = negatives, Temperature = 0.5 } };
    }
}
