using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Rankers;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Rankers;

public class TextGcnTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Fit_IsTheReference(int layers)
    {
        var train = RankerData.Train();
        using var texts = RankerData.Texts();

        using var fitted = TextGcn.Fit(train, texts, new TextGcnOptions { Layers = layers });

        var expected = Naive(train, RankerData.Values(texts), layers);
        Tensors.Difference(fitted.Users, expected.narrow(0, 0, train.UserCount)).Should().BeLessThan(1e-5);
        Tensors.Difference(fitted.Items, expected.narrow(0, train.UserCount, train.ItemCount)).Should().BeLessThan(1e-5);
    }

    [Fact]
    public void Fit_RanksBetterThanPopularity_OnPlantedTexts()
    {
        using var data = PlantedBlocks.Create(texts: true);
        var evaluator = new RankingEvaluator(data.Train, data.Test!, 5);
        var degrees = tensor(Array.ConvertAll(data.Train.ItemDegrees(), degree => (float)degree)).unsqueeze(1);

        using var fitted = TextGcn.Fit(data.Train, data.ItemEmbeddings!);

        evaluator.Evaluate(fitted.Users, fitted.Items).Recall[5].Should()
            .BeGreaterThan(1.3 * evaluator.Evaluate(ones(data.UserCount, 1), degrees).Recall[5]);
    }

    [Fact]
    public void Fit_LeavesTwoTensors()
    {
        using var texts = RankerData.Texts();

        LiveTensors.ShouldStay(2, () => TextGcn.Fit(RankerData.Train(), texts));
    }

    [Fact]
    public void Fit_ThrowsForTexts_ThatDoNotFit()
    {
        using var texts = FrozenEmbeddings.FromTensor(full(RankerData.ItemCount, 2, float.NaN));

        FluentActions.Invoking(() => TextGcn.Fit(RankerData.Train(), texts)).Should().Throw<ArgumentException>().WithMessage("*finite*NaN*");
        FluentActions.Invoking(() => TextGcn.Fit(Interactions.FromPairs([0], [0], 1, 3), texts)).Should()
            .Throw<ArgumentException>().WithMessage("*3 items*23 rows*");
    }

    // In float64: unit rows of Σ_l Âˡ E⁰ with a dense Â.
    private static Tensor Naive(Interactions train, double[,] texts, int layers)
    {
        var (users, items, degrees) = (train.UserCount, train.ItemCount, train.ItemDegrees());
        var rows = tensor(texts);
        var warm = tensor(Enumerable.Range(0, items).Where(item => degrees[item] > 0).Select(item => (long)item).ToArray());
        rows = rows.sub(rows.index_select(0, warm).mean([0L], keepdim: true));
        rows = rows.div(rows.norm(1, keepdim: true, p: 2));
        var (adjacency, means) = (zeros(users + items, users + items, dtype: ScalarType.Float64), zeros(users, items, dtype: ScalarType.Float64));
        for (var user = 0; user < users; user++)
        {
            foreach (var item in train.ItemsOf(user))
            {
                var count = train.ItemsOf(user).Length;
                means[user, item] = 1.0 / count;
                adjacency[user, users + item] = adjacency[users + item, user] = 1 / Math.Sqrt((double)count * degrees[item]);
            }
        }

        var (layer, sum) = (cat([means.mm(rows), rows], 0), cat([means.mm(rows), rows], 0));
        for (var l = 0; l < layers; l++)
        {
            layer = adjacency.mm(layer);
            sum = sum.add(layer);
        }

        var lengths = sum.norm(1, keepdim: true, p: 2);
        return sum.div(lengths.masked_fill(lengths.eq(0), 1));
    }
}
