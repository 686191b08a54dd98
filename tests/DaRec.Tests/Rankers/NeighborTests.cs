using DaRec.Data;
using DaRec.Recommenders.Rankers;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Rankers;

/// <summary>The models that count walks between items: <see cref="ItemKnn"/> and <see cref="Rp3Beta"/>.</summary>
public class NeighborTests
{
    private static readonly Interactions Train = RankerData.Train();

    [Theory]
    [InlineData(0, ShrinkageForm.Support)]
    [InlineData(20, ShrinkageForm.Support)]
    [InlineData(0, ShrinkageForm.Denominator)]
    [InlineData(20, ShrinkageForm.Denominator)]
    public void ItemKnn_IsTheReference(double shrinkage, ShrinkageForm form)
    {
        using var fitted = ItemKnn.Fit(Train, new ItemKnnOptions { Shrinkage = shrinkage, ShrinkageForm = form });

        var (support, denominator) = form == ShrinkageForm.Support ? (shrinkage, 0.0) : (0.0, shrinkage);
        Tensors.Difference(fitted.Weights, tensor(NaiveItemWeights.Knn(Train, support, denominator))).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void ItemKnn_IsSymmetric_WithoutShrinkageAtMostOne()
    {
        using var fitted = ItemKnn.Fit(Train, new ItemKnnOptions { Shrinkage = 0 });

        Tensors.Difference(fitted.Weights, fitted.Weights.t()).Should().Be(0);
        fitted.Weights.max().item<float>().Should().BeInRange(0.1f, 1);
        fitted.Weights.diagonal().abs().max().item<float>().Should().Be(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(22)]
    public void Neighbors_KeepTheLargestOfEachColumn(int count)
    {
        using var all = ItemKnn.Fit(Train);
        using var some = ItemKnn.Fit(Train, new ItemKnnOptions { Neighbors = count });

        var (whole, kept) = (all.Weights.ToArray(), some.Weights.ToArray());
        for (var item = 0; item < RankerData.ItemCount; item++)
        {
            var column = Enumerable.Range(0, RankerData.ItemCount).Select(other => whole[other, item]).ToList();
            Enumerable.Range(0, RankerData.ItemCount).Select(other => kept[other, item]).Where(weight => weight > 0).OrderDescending()
                .Should().Equal(column.Where(weight => weight > 0).OrderDescending().Take(count));
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.7, 0.4)]
    public void Rp3Beta_IsTheReference(double alpha, double beta)
    {
        using var fitted = Rp3Beta.Fit(Train, new Rp3BetaOptions { Alpha = alpha, Beta = beta, Neighbors = null });

        Tensors.Difference(fitted.Weights, tensor(NaiveItemWeights.Rp3Beta(Train, alpha, beta))).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void Rp3Beta_WithoutPowers_IsAWalk_ThatReturnsOrGoesOn()
    {
        using var fitted = Rp3Beta.Fit(Train, new Rp3BetaOptions { Alpha = 1, Beta = 0, Neighbors = null });

        var weights = fitted.Weights.ToArray();
        for (var item = 0; item < RankerData.ItemCount - 1; item++) // the last one has no user
        {
            int[] users = [.. Enumerable.Range(0, Train.UserCount).Where(user => Train.Contains(user, item))];
            var returns = users.Sum(user => 1.0 / Train.ItemsOf(user).Length) / users.Length;
            (Enumerable.Range(0, RankerData.ItemCount).Sum(other => weights[item, other]) + returns).Should().BeApproximately(1, 1e-5);
        }
    }
}
