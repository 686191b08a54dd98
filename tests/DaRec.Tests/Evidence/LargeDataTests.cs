using DaRec.Data;
using DaRec.Evidence;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Evidence;

/// <summary>What bounds the evidence where users, items and interactions are very many.</summary>
public class LargeDataTests
{
    [Fact]
    public void ProfileMeans_AreThoseOfTextProfiles()
    {
        var interactions = Random(users: 600, items: 50, count: 4000); // more than one part
        using var texts = Tensors.Random(50, 13, dtype: ScalarType.Float32);

        using var means = ProfileMeans.Of(texts, interactions);

        var expected = new TextProfiles(texts, interactions.ToUsers(), interactions.Items.ToArray(), 600).Means();
        Tensors.Difference(means, expected).Should().BeLessThan(1e-6);
        var without = Enumerable.Range(0, 600).First(user => interactions.ItemsOf(user).Length == 0);
        means[without].abs().sum().ToDouble().Should().Be(0);
    }

    [Fact]
    public void FittedUsers_AreWholeUsers_UntilThereAreEnoughInteractions()
    {
        var interactions = Random(users: 200, items: 50, count: 2000);

        var some = FittedUsers.Of(interactions, most: 300, seed: 1);

        some.Count.Should().BeInRange(300, 300 + 50);
        some.ItemCount.Should().Be(50);
        var histories = Enumerable.Range(0, 200).Select(user => string.Join(',', interactions.ItemsOf(user).ToArray())).ToHashSet();
        Enumerable.Range(0, some.UserCount).Count(user => histories.Contains(string.Join(',', some.ItemsOf(user).ToArray())))
            .Should().Be(some.UserCount);
        FittedUsers.Of(interactions, most: 300, seed: 1).Items.ToArray().Should().Equal(some.Items.ToArray());
        FittedUsers.Of(interactions, most: 300, seed: 2).Items.ToArray().Should().NotEqual(some.Items.ToArray());
        FittedUsers.Of(interactions, most: interactions.Count, seed: 1).Should().BeSameAs(interactions);
    }

    [Theory]
    [InlineData(190_000, 11_000, 9_332, 384)]
    [InlineData(1_600, 100, 100, 100)]
    [InlineData(3, 3, 3, 1)]
    [InlineData(50_000_000, 1_000_000, 1_000_000, 89)] // 1 GiB of (n_u + 2 n_i) r floats
    [InlineData(2_000_000_000, 100_000_000, 10_000_000, 2)]
    public void DirectionCount_GoesByInteractionsAndMemory(long interactions, long users, long items, int expected) =>
        TextEvidence.DirectionCount(interactions, users, items).Should().Be(expected);

    private static Interactions Random(int users, int items, int count)
    {
        var random = new Random(8);
        int[] rows = [.. Enumerable.Range(0, count).Select(_ => random.Next(users - 1))]; // the last one has none
        return Interactions.FromPairs(rows, [.. rows.Select(_ => random.Next(items))], users, items);
    }
}
