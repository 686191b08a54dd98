using DaRec.Embeddings;
using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Models;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Baselines;

public class ProMaxTests
{
    private const int ItemCount = SmallGraph.NodeCount - SmallGraph.UserCount;
    private const double Temperature = 0.4;
    private const double Weight = 0.7;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Align_IsTheReference_InValueAndGradient(bool hasUserTexts)
    {
        using var backbone = BaselineData.Backbone(); // of width 5
        using var data = Data(3, hasUserTexts);
        using var method = new ProMax(backbone, data, new ProMaxOptions { Weight = Weight, Temperature = Temperature });
        var embeddings = Tensors.Random(SmallGraph.NodeCount, 5, 3, ScalarType.Float32).Leaf();

        using var losses = method.Align(embeddings, SmallGraph.Batch())!;
        losses.Total.backward();

        var cosines = TextCosines(data);
        losses.Terms.Single().Key.Should().Be("distillation");
        losses.Terms.Single().Value.ToDouble().Should().BeApproximately(Term(embeddings.ToArray()), 1e-5);
        losses.Total.ToDouble().Should().BeApproximately(Weight * Term(embeddings.ToArray()), 1e-5);
        var expected = NumericGradient.Of(at => Weight * Term(at), embeddings.ToArray());
        Tensors.RelativeDifference(embeddings.grad!, tensor(expected)).Should().BeLessThan(1e-4);

        double Term(double[,] at) => SmallGraph.Triplets.Select(triplet => triplet.User).Distinct().Average(user =>
        {
            var (text, own) = (Softmax(item => cosines[user, item]), Softmax(item => Cosine(at, user, SmallGraph.UserCount + item)));
            var entropy = -text.Sum(q => q * Math.Log(q));
            return Math.Clamp(1 - (entropy / Math.Log(ItemCount)), 0.1, 1) * -text.Zip(own, (q, r) => q * Math.Log(r)).Sum();
        });
    }

    [Fact]
    public void Term_IsLeast_WhereEmbeddingsAreTheTexts()
    {
        using var backbone = BaselineData.Backbone();
        using var data = Data(3, hasUserTexts: true);
        using var method = new ProMax(backbone, data);
        var (items, users) = WhitenedTexts.Of(data.ItemEmbeddings!, 5, data.UserEmbeddings);
        var embeddings = cat([users!, items], 0).Leaf();

        using var losses = method.Align(embeddings, SmallGraph.Batch())!;
        losses.Total.backward();

        embeddings.grad!.abs().max().item<float>().Should().BeLessThan(1e-6f);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(2, 2)]
    [InlineData(9, 7)] // no wider than the texts
    public void WhitenedTexts_HaveUnitCovariance(int width, int expected)
    {
        using var texts = FrozenEmbeddings.FromTensor(Tensors.Random(30, 7, 4, ScalarType.Float32).mul(arange(1, 8)).add(5));

        var (rows, other) = WhitenedTexts.Of(texts, width, null);

        other.Should().BeNull();
        rows.shape.Should().Equal(30, expected);
        Tensors.Difference(rows.mean([0L]), zeros(expected)).Should().BeLessThan(1e-5);
        Tensors.Difference(rows.t().mm(rows).div(29), eye(expected)).Should().BeLessThan(1e-4);
    }

    [Fact]
    public void Train_RunsWithIt_AndLeavesTwoTensors()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var generator = new Generator(7);
        using var backbone = new LightGcn(data.Train, 8, generator: generator);
        using var method = new ProMax(backbone, data);
        var trainer = new Trainer(backbone, data, new TrainerOptions { MaxEpochs = 2, EvaluateEvery = 1 }, method);

        LiveTensors.ShouldStay(2, () => trainer.Train());
    }

    [Fact]
    public void Constructor_Throws_WithoutItemTexts()
    {
        using var backbone = BaselineData.Backbone();
        using var data = BaselineData.Create(users: true, items: false);

        new Action(() => _ = new ProMax(backbone, data)).Should().Throw<ArgumentException>().WithMessage("*embeddings of the items*");
        new Action(() => _ = new ProMaxOptions { Temperature = 0 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    // Texts of a width that whitening keeps whole.
    private static Dataset Data(int width, bool hasUserTexts) => new(
        SmallGraph.Train,
        itemEmbeddings: Texts(ItemCount, width, 11),
        userEmbeddings: hasUserTexts ? Texts(SmallGraph.UserCount, width, 12) : null);

    private static FrozenEmbeddings Texts(int rows, int width, ulong seed) =>
        FrozenEmbeddings.FromTensor(Tensors.Random(rows, width, seed, ScalarType.Float32).add(1));

    // Between users and items: in whitened coordinates an inner product is x Σ⁻¹ y.
    private static double[,] TextCosines(Dataset data)
    {
        var items = Centered(data.ItemEmbeddings!);
        var width = items.GetLength(1);
        var covariance = new double[width, width];
        foreach (var (a, b) in Enumerable.Range(0, width).SelectMany(a => Enumerable.Range(0, width).Select(b => (a, b))))
        {
            covariance[a, b] = Enumerable.Range(0, ItemCount).Sum(item => items[item, a] * items[item, b]) / (ItemCount - 1);
        }

        var metric = NaiveItemWeights.Inverse(covariance);
        var users = data.UserEmbeddings is { } texts ? Centered(texts) : Means(items);
        var cosines = new double[SmallGraph.UserCount, ItemCount];
        foreach (var (user, item) in Enumerable.Range(0, SmallGraph.UserCount).SelectMany(u => Enumerable.Range(0, ItemCount).Select(i => (u, i))))
        {
            var length = Math.Sqrt(Product(users, user, users, user) * Product(items, item, items, item));
            cosines[user, item] = length == 0 ? 0 : Product(users, user, items, item) / length;
        }

        return cosines;

        double Product(double[,] x, int row, double[,] y, int other) => Enumerable.Range(0, width).Sum(a =>
            Enumerable.Range(0, width).Sum(b => x[row, a] * metric[a, b] * y[other, b]));
    }

    private static double[,] Centered(FrozenEmbeddings texts)
    {
        using var rows = texts.Block(0, texts.Count, ScalarType.Float64);
        return rows.sub(rows.mean([0L], keepdim: true)).ToArray();
    }

    private static double[,] Means(double[,] items)
    {
        var means = new double[SmallGraph.UserCount, items.GetLength(1)];
        for (var user = 0; user < SmallGraph.UserCount; user++)
        {
            var own = SmallGraph.Train.ItemsOf(user).ToArray();
            for (var c = 0; c < means.GetLength(1) && own.Length > 0; c++)
            {
                means[user, c] = own.Average(item => items[item, c]);
            }
        }

        return means;
    }

    private static double[] Softmax(Func<int, double> cosine)
    {
        double[] values = [.. Enumerable.Range(0, ItemCount).Select(item => Math.Exp(cosine(item) / Temperature))];
        return [.. values.Select(value => value / values.Sum())];
    }

    private static double Cosine(double[,] rows, int a, int b)
    {
        return Product(a, b) / Math.Sqrt(Product(a, a) * Product(b, b));

        double Product(int i, int j) => Enumerable.Range(0, rows.GetLength(1)).Sum(c => rows[i, c] * rows[j, c]);
    }
}
