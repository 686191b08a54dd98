using System.Numerics;
using DaRec.Internal;
using DaRec.Tests.Reference;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Internal;

public class TopItemsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Select_IsTheSortedRow_WithManyTies(int seed)
    {
        var random = new Random(seed);
        foreach (var length in new[] { 1, 3, 4, 5, 7, 8, 9, 16, 31, 33, 100, 1000 })
        {
            double[] scores = [.. Enumerable.Range(0, length).Select(_ => random.Next(5) == 0 ? double.NegativeInfinity : random.Next(-3, 6))];
            var sorted = NaiveRanking.Sort(scores);
            foreach (var k in new[] { 1, 2, 5, length, length + 3 })
            {
                Select(scores, k).Should().Equal(sorted.Take(k), "{0} of {1} float64 scores", k, length);
                Select<float>([.. scores.Select(score => (float)score)], k).Should().Equal(sorted.Take(k), "{0} of {1}", k, length);
            }
        }
    }

    [Fact]
    public void Select_IsTheSortedRow_InAnyOrderOfScores()
    {
        double[] ascending = [.. Enumerable.Range(0, 100).Select(item => (double)item)];

        Select(ascending, 3).Should().Equal(99, 98, 97);
        Select([.. ascending.Reverse()], 3).Should().Equal(0, 1, 2);
        Select(new double[100], 3).Should().Equal(0, 1, 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(57)]
    public void Select_OfParts_IsThatOfTheWholeRow(int part)
    {
        var random = new Random(part);
        float[] scores = [.. Enumerable.Range(0, 300).Select(_ => (float)random.Next(20))];
        var (best, items, count) = (new float[25], new int[25], 0);

        for (var first = 0; first < scores.Length; first += part)
        {
            count = TopItems.Select<float>(scores.AsSpan(first, Math.Min(part, 300 - first)), first, best, items, count);
        }

        items[..count].Should().Equal(Select(scores, 25));
    }

    [Fact]
    public void Select_GivesNothing_WhenAllIsMasked()
    {
        Select<float>([.. Enumerable.Repeat(float.NegativeInfinity, 20)], 3).Should().BeEmpty();
    }

    [Fact]
    public void Select_GivesTheScoresToo()
    {
        var (best, items) = (new float[3], new int[3]);

        var count = TopItems.Select<float>([2, float.NegativeInfinity, 5], best, items);

        count.Should().Be(2);
        best[..2].Should().Equal(5, 2);
        items[..2].Should().Equal(2, 0);
    }

    private static int[] Select<T>(T[] scores, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var items = new int[k];
        var count = TopItems.Select<T>(scores, new T[k], items);
        return items[..count];
    }
}
