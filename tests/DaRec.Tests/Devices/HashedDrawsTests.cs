using DaRec.Internal;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Devices;

public class HashedDrawsTests
{
    [Fact]
    public void TheSameKey_GivesTheSameNumbers_AndAnotherOneOthers()
    {
        var numbers = Of(new HashedDraws(5, 1));

        Of(new HashedDraws(5, 1)).Should().Equal(numbers);
        foreach (var other in new[] { new HashedDraws(5, 2), new HashedDraws(6, 1), new HashedDraws(5, 1).Other(1), new HashedDraws(1, 5) })
        {
            Of(other).Intersect(numbers).Should().HaveCountLessThan(5);
        }

        static long[] Of(HashedDraws draws) => HostReads.ToArray<long>(draws.Integers(1000, CPU));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Uniform_IsUniform_AndUncorrelated(long seed)
    {
        const int Count = 200_000;
        var numbers = HostReads.ToArray<double>(new HashedDraws(seed, 9).Uniform([Count / 2, 2], ScalarType.Float64, CPU));
        var neighbours = HostReads.ToArray<double>(new HashedDraws(seed, 10).Uniform([Count], ScalarType.Float64, CPU));

        numbers.Should().OnlyContain(number => number >= 0 && number < 1);
        var buckets = numbers.GroupBy(number => (int)(number * 100)).Select(bucket => bucket.Count()).ToArray();
        buckets.Should().HaveCount(100);
        buckets.Sum(size => Math.Pow(size - (Count / 100.0), 2) / (Count / 100.0)).Should().BeInRange(55, 160); // χ² with 99 degrees
        Correlation(numbers[..^1], numbers[1..]).Should().BeInRange(-0.01, 0.01);
        Correlation(numbers, neighbours).Should().BeInRange(-0.01, 0.01);
    }

    [Fact]
    public void Below_StaysBelowItsBounds_AndReachesAll()
    {
        var bounds = new long[] { 1, 2, 3, 10 };
        var numbers = HostReads.ToArray<long>(new HashedDraws(1, 1).Below(tensor(bounds).repeat(5000)));

        for (var at = 0; at < bounds.Length; at++)
        {
            var drawn = numbers.Where((_, place) => place % bounds.Length == at).GroupBy(number => number).ToArray();
            drawn.Select(group => group.Key).Should().BeEquivalentTo(Enumerable.Range(0, (int)bounds[at]).Select(number => (long)number));
            drawn.Should().OnlyContain(group => Math.Abs(group.Count() - (5000.0 / bounds[at])) < 150);
        }
    }

    [Fact]
    public void Permutation_HasEachNumberOnce_AndDistinctIsAscending()
    {
        var order = HostReads.ToArray<long>(new HashedDraws(4, 2).Permutation(1000, CPU));
        var some = HostReads.ToArray<long>(new HashedDraws(4, 2).Distinct(1000, 300, CPU));

        order.Should().NotBeInAscendingOrder().And.BeEquivalentTo(Enumerable.Range(0, 1000).Select(number => (long)number));
        some.Should().HaveCount(300).And.BeInAscendingOrder().And.OnlyHaveUniqueItems();
        HostReads.ToArray<long>(new HashedDraws(4, 2).Distinct(5, 5, CPU)).Should().Equal(0, 1, 2, 3, 4);
    }

    [Fact]
    public void Distinct_TakesEachNumberAsOften()
    {
        var counts = new int[20];
        for (var step = 0; step < 4000; step++)
        {
            foreach (var number in HostReads.ToArray<long>(new HashedDraws(7, step).Distinct(20, 5, CPU)))
            {
                counts[number]++;
            }
        }

        counts.Should().OnlyContain(count => Math.Abs(count - 1000) < 130); // σ = 27
    }

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum()
            / Math.Sqrt(a.Sum(x => Math.Pow(x - meanA, 2)) * b.Sum(y => Math.Pow(y - meanB, 2)));
    }
}
