using DaRec.Text;
using DaRec.Text.Hashing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Text.Hashing;

public class FeatureWeightsTests
{
    private static readonly HashingOptions Words = new() { CharacterWeight = 0, WordPairs = false };

    [Fact]
    public void Row_HoldsTheWeightsOfTheFormula()
    {
        string[] texts = ["rock rock jazz", "rock", "folk", "rock folk"];
        var weights = FeatureWeights.Count(texts, Words);

        var row = Row(weights, texts[0]);

        var rock = (1 + Math.Log(2)) * (1 + Math.Log(5.0 / 4));
        var jazz = 1 + Math.Log(5.0 / 2);
        var length = Math.Sqrt((rock * rock) + (jazz * jazz));
        row.Should().HaveCount(2);
        row[0].Should().BeApproximately(rock / length, 1e-6); // column 0: the feature of most texts
        row.Last().Value.Should().BeApproximately(jazz / length, 1e-6);
    }

    [Fact]
    public void Row_CountsTimes_WhereFrequencyIsNotSublinear()
    {
        var weights = FeatureWeights.Count(["rock rock rock jazz", "jazz rock"], Words with { SublinearFrequency = false });

        var row = Row(weights, "rock rock rock jazz").Values.Order().ToArray();

        (row[1] / row[0]).Should().BeApproximately(3, 1e-5);
    }

    [Fact]
    public void Columns_AreTheFeaturesOfMostTexts()
    {
        string[] texts = ["a b", "a b", "a c", "d"];

        var weights = FeatureWeights.Count(texts, Words with { Features = 2 });

        weights.Columns.Should().Be(2);
        Row(weights, "a").Keys.Should().Equal(0);
        Row(weights, "b").Keys.Should().Equal(1);
        Row(weights, "c d").Should().BeEmpty();
    }

    [Fact]
    public void Collect_CountsWordsPairsAndRuns()
    {
        Count("dark wave", Words).Should().Be(2);
        Count("dark wave", Words with { WordPairs = true }).Should().Be(3);
        Count("dark wave rock", Words with { WordPairs = true }).Should().Be(5);

        // ‹dark›: 4 of three, 3 of four, 2 of five characters, ends counted.
        Count("dark", new HashingOptions()).Should().Be(1 + 9);
        Count("a", new HashingOptions()).Should().Be(1 + 1);
        Count("-- ! \t", new HashingOptions()).Should().Be(0);
        Count("中音", new HashingOptions()).Should().Be(2 + 1 + 2);

        static int Count(string text, HashingOptions options)
        {
            var buckets = new List<int>();
            new TextFeatures(options).Collect(text, buckets);
            buckets.Should().BeInAscendingOrder();
            buckets.Should().NotContain(bucket => bucket < 0 || bucket >= 1 << options.HashBits);
            return buckets.Count;
        }
    }

    [Fact]
    public void Hash_IsTheSameEverywhere()
    {
        // FNV-1a over 16-bit units, worked out apart: its values must never change, for vectors on disk depend on them.
        StableHash.Add(StableHash.Start, "").Should().Be(0xCBF29CE484222325);
        StableHash.Add(StableHash.Start, "a").Should().Be(0xAF63DC4C8601EC8C);
        StableHash.Mix(1).Should().Be(0x5692161D100B05E5);
        StableHash.Add(1, 2UL).Should().NotBe(StableHash.Add(2, 1UL), "pairs of words have an order");
    }

    private static SortedDictionary<int, double> Row(FeatureWeights weights, string text)
    {
        var entries = new List<uint>();
        var scale = weights.AddRow(text, [], entries);
        return new(entries.ToDictionary(
            entry => (int)(entry >> FeatureWeights.TimesBits), entry => (double)(scale * weights.Weight(entry))));
    }
}
