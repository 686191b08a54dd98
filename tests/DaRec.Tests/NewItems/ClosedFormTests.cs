using DaRec.Embeddings;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.NewItems;
using DaRec.Tests.Testing;
using FluentAssertions;
using MathNet.Numerics.LinearAlgebra;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.NewItems;

/// <summary>The methods without training against double loops.</summary>
public sealed class ClosedFormTests : IDisposable
{
    private readonly NewItemData _data = new(dtype: ScalarType.Float64);

    [Fact]
    public void TextProfile_IsTheMeanTextOfTheTrainingItems()
    {
        var texts = _data.CenteredTexts();

        using var placed = _data.Place(new TextProfile());

        ShouldBe(placed.Items, texts);
        ShouldBe(placed.Users, [.. Enumerable.Range(0, NewItemData.Users).Select(user =>
        {
            var items = _data.Data.Train.ItemsOf(user).ToArray();
            return Enumerable.Range(0, NewItemData.TextWidth).Select(k => items.Average(item => texts[item][k])).ToArray();
        })]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 0)]
    [InlineData(5, 3)]
    [InlineData(100, 0.5)]
    public void NeighborMean_WeighsTheNearestWarmItems(int neighbors, double power)
    {
        var (texts, vectors) = (_data.CenteredTexts(), NewItemData.Jagged(_data.ItemTable.ToArray()));
        double[][] expected = [.. NewItemData.Cold.Select(item =>
        {
            var nearest = NewItemData.Warm.Select(other => (Cosine: Dot(texts[item], texts[other]), Vector: vectors[other]))
                .OrderByDescending(pair => pair.Cosine).Take(neighbors)
                .Select(pair => (Weight: Math.Pow(Math.Max(0, pair.Cosine), power), pair.Vector)).ToList();
            return Enumerable.Range(0, NewItemData.Width)
                .Select(k => nearest.Sum(pair => pair.Weight * pair.Vector[k]) / nearest.Sum(pair => pair.Weight)).ToArray();
        })];

        using var placed = _data.Place(new NeighborMean(new NeighborMeanOptions { Neighbors = neighbors, Power = power }));

        ShouldBe(ColdRows(placed.Items), expected);
    }

    [Fact]
    public void NeighborMean_OfAnItemWithoutText_IsTheMeanOfWarmItems()
    {
        using var texts = _data.Data.ItemEmbeddings!.Block(0, NewItemData.Items);
        texts[NewItemData.Cold[1]] = texts.index_select(0, tensor(NewItemData.Warm)).mean([0L]);
        using var data = new Dataset(_data.Data.Train, itemEmbeddings: FrozenEmbeddings.FromTensor(texts));

        using var placed = new NeighborMean().Place(_data.UserTable, _data.ItemTable, data);

        var mean = _data.ItemTable.index_select(0, tensor(NewItemData.Warm)).mean([0L]);
        Tensors.Difference(placed.Items[NewItemData.Cold[1]], mean).Should().BeLessThan(1e-12);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(20)]
    public void RidgeMap_SolvesTheNormalEquations(double penalty)
    {
        var texts = Matrix<double>.Build.DenseOfRowArrays(_data.CenteredTexts());
        var vectors = Matrix<double>.Build.DenseOfArray(_data.ItemTable.ToArray());
        var (warmTexts, warmVectors) = (WarmRows(texts), WarmRows(vectors));
        var (textMean, vectorMean) = (warmTexts.ColumnSums() / warmTexts.RowCount, warmVectors.ColumnSums() / warmVectors.RowCount);
        var t = Matrix<double>.Build.DenseOfRowVectors(warmTexts.EnumerateRows().Select(row => row - textMean));
        var v = Matrix<double>.Build.DenseOfRowVectors(warmVectors.EnumerateRows().Select(row => row - vectorMean));
        var map = ((t.Transpose() * t) + (penalty * Matrix<double>.Build.DenseIdentity(NewItemData.TextWidth))).Inverse() * t.Transpose() * v;

        using var placed = _data.Place(new RidgeMap(new RidgeMapOptions { Penalty = penalty }));

        ShouldBe(
            ColdRows(placed.Items),
            [.. NewItemData.Cold.Select(item => (((texts.Row(item) - textMean) * map) + vectorMean).ToArray())]);
    }

    [Fact]
    public void RidgeMap_FindsVectorsThatAreLinearInTheTexts()
    {
        using var scope = NewDisposeScope();
        var texts = tensor(_data.CenteredTexts().SelectMany(row => row).ToArray(), [NewItemData.Items, NewItemData.TextWidth]);
        var vectors = texts.mm(Tensors.Random(NewItemData.TextWidth, NewItemData.Width, 3)).add(0.7);

        var placed = new RidgeMap(new RidgeMapOptions { Penalty = 1e-9 }).Place(_data.UserTable, vectors, _data.Data);

        Tensors.Difference(placed.Items, vectors).Should().BeLessThan(1e-5);
        placed.Dispose();
    }

    public void Dispose() => _data.Dispose();

    private static Matrix<double> WarmRows(Matrix<double> rows) =>
        Matrix<double>.Build.DenseOfRowVectors(NewItemData.Warm.Select(item => rows.Row((int)item)));

    private static Tensor ColdRows(Tensor items) => items.index_select(0, tensor(NewItemData.Cold).to(ScalarType.Int64));

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    // Texts are float32.
    private static void ShouldBe(Tensor actual, double[][] expected) =>
        actual.ToVector().Zip(expected.SelectMany(row => row), (x, y) => Math.Abs(x - y)).Max().Should().BeLessThan(2e-6);
}
