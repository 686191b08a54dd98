using DaRec.Sampling;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Sampling;

public class RowSamplerTests
{
    [Theory]
    [InlineData(RowSource.Users, 0, 10)]
    [InlineData(RowSource.Items, 10, 30)]
    [InlineData(RowSource.Both, 0, 30)]
    public void Sample_DrawsDistinctAscendingRows_FromItsSource(RowSource source, long first, long end)
    {
        using var generator = new Generator(1);
        for (var repeat = 0; repeat < 50; repeat++)
        {
            var rows = Rows(new RowSampler(7, source).Sample(10, 20, generator));

            rows.Should().HaveCount(7).And.OnlyHaveUniqueItems().And.BeInAscendingOrder();
            rows.Should().OnlyContain(row => row >= first && row < end);
        }
    }

    [Fact]
    public void Sample_Throws_ForMoreRowsThanAnArrayHolds()
    {
        var sample = () => new RowSampler((1L << 32) + 5).Sample(1L << 33, 0);

        sample.Should().Throw<InvalidOperationException>().WithMessage("*got 4294967301 of 8589934592*");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(20L)]
    [InlineData(1000L)]
    public void Sample_TakesAllRows_WhenThereAreNoMoreThanItsSize(long? size)
    {
        Rows(new RowSampler(size, RowSource.Items).Sample(10, 20)).Should().Equal(Enumerable.Range(10, 20).Select(row => (long)row));
    }

    [Fact]
    public void Sample_DrawsEveryRowEquallyOften()
    {
        using var generator = new Generator(1);
        var counts = new int[12];
        for (var repeat = 0; repeat < 6000; repeat++)
        {
            foreach (var row in Rows(new RowSampler(4).Sample(5, 7, generator)))
            {
                counts[row]++;
            }
        }

        // 2000 expected; the standard deviation is 37.
        counts.Should().OnlyContain(count => count > 1800 && count < 2200);
    }

    [Theory]
    [InlineData(100_000)] // in order by sorting
    [InlineData(900)] // by a look at all bits
    public void Sample_DoesNotDependOnEarlierDraws(long itemCount)
    {
        using var first = new Generator(3);
        using var second = new Generator(3);
        var used = new RowSampler(50, RowSource.Items);
        for (var repeat = 0; repeat < 20; repeat++)
        {
            var rows = Rows(used.Sample(7, itemCount, first));

            rows.Should().Equal(Rows(new RowSampler(50, RowSource.Items).Sample(7, itemCount, second)));
            rows.Should().OnlyHaveUniqueItems().And.BeInAscendingOrder().And.OnlyContain(row => row >= 7 && row < 7 + itemCount);
        }
    }

    [Fact]
    public void Sample_IsDeterministic_ForAGeneratorState()
    {
        using var first = new Generator(9);
        using var second = new Generator(9);
        var sampler = new RowSampler(50);

        Rows(sampler.Sample(500, 500, first)).Should().Equal(Rows(sampler.Sample(500, 500, second)));
    }

    [Fact]
    public void Sample_Throws_WhenItsSourceIsEmpty()
    {
        var sample = () => new RowSampler(5, RowSource.Users).Sample(0, 20);

        sample.Should().Throw<ArgumentException>().WithMessage("*(Users)*0 users and 20 items*");
    }

    private static long[] Rows(Tensor rows) => rows.data<long>().ToArray();
}
