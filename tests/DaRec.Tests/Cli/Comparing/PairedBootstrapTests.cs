using DaRec.Cli.Comparing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Comparing;

public class PairedBootstrapTests
{
    [Fact]
    public void Of_IsZero_ForEqualMethods()
    {
        double[] values = [.. Uniform(1, 50)];

        PairedBootstrap.Of(values, values, 100).Should().Be(new Interval(0, 0, 1));
    }

    [Fact]
    public void Of_HasZeroWithin_ForMethodsThatDifferByNoiseAlone()
    {
        double[] values = [.. Uniform(1, 300)];
        double[] other = [.. values];
        new Random(2).Shuffle(other); // the same mean

        var interval = PairedBootstrap.Of(values, other, 1000);

        interval.Low.Should().BeNegative();
        interval.High.Should().BePositive();
        interval.HasZero.Should().BeTrue();
        interval.Probability.Should().BeGreaterThan(0.05);
    }

    [Fact]
    public void Of_IsTheShift_ForAConstantOne()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(at => at / 64.0)]; // exact, and so is their difference

        var interval = PairedBootstrap.Of([.. values.Select(value => value + 0.125)], values, 200);

        interval.Should().Be(new Interval(0.125, 0.125, 0));
        interval.HasZero.Should().BeFalse();
    }

    [Fact]
    public void Of_ChangesSign_WhenTheMethodsChangePlaces()
    {
        var (first, second) = (Uniform(1, 60), Uniform(2, 60));

        var (there, back) = (PairedBootstrap.Of(first, second, 500), PairedBootstrap.Of(second, first, 500));

        back.Low.Should().BeApproximately(-there.High, 1e-12);
        back.High.Should().BeApproximately(-there.Low, 1e-12);
        back.Probability.Should().Be(there.Probability);
    }

    [Fact]
    public void Of_DependsOnItsSeedAlone()
    {
        var (first, second) = (Uniform(1, 60), Uniform(2, 60));

        PairedBootstrap.Of(first, second, 500, seed: 3).Should().Be(PairedBootstrap.Of(first, second, 500, seed: 3));
        PairedBootstrap.Of(first, second, 500, seed: 3).Should().NotBe(PairedBootstrap.Of(first, second, 500, seed: 4));
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(2, 41)]
    [InlineData(7, 1000)]
    public void Of_IsDirectCodes(int count, int resamples)
    {
        double[] first = [.. Uniform(1, count).Select(value => value + 0.3)];
        var second = Uniform(2, count);

        var interval = PairedBootstrap.Of(first, second, resamples, seed: 5);

        var (low, high, p) = Direct(first, second, resamples, seed: 5);
        interval.Low.Should().BeApproximately(low, 1e-12);
        interval.High.Should().BeApproximately(high, 1e-12);
        interval.Probability.Should().BeApproximately(p, 1e-12);
    }

    [Fact]
    public void Of_HasTheTrueDifferenceWithin_In95OfAHundredCases()
    {
        // Differences as metrics have them: most 0, the others of either sign, with mean 0.3 · 0.1.
        const int Cases = 600;
        var random = new Random(11);
        var within = 0;
        for (var at = 0; at < Cases; at++)
        {
            double[] first = [.. Enumerable.Range(0, 150).Select(_ => random.NextDouble() < 0.3 ? 0.1 + random.NextDouble() - 0.5 : 0)];
            var interval = PairedBootstrap.Of(first, new double[150], 400, seed: at);
            within += interval.Low <= 0.03 && interval.High >= 0.03 ? 1 : 0;
        }

        ((double)within / Cases).Should().BeInRange(0.92, 0.975); // √(0.95 · 0.05 / 600) = 0.009
    }

    [Fact]
    public void Draws_ReachEveryUser_EquallyOften()
    {
        var counts = new int[7];
        for (var resample = 0; resample < 1000; resample++)
        {
            var draws = new PairedBootstrap.Draws(0, resample);
            for (var at = 0; at < 7; at++)
            {
                counts[draws.Next(7)]++;
            }
        }

        counts.Sum(count => Math.Pow(count - 1000, 2) / 1000).Should().BeLessThan(16.8); // χ² of 6 degrees of freedom, p 0.01
    }

    [Fact]
    public void Of_Throws_ForOtherUsers()
    {
        new Action(() => PairedBootstrap.Of([1, 2], [1])).Should().Throw<ArgumentException>().WithMessage("Expected 2*got 1*");
        new Action(() => PairedBootstrap.Of([], [])).Should().Throw<ArgumentException>();
    }

    // By counting how often each user is drawn, and by sorting means that decimal arithmetic gives.
    private static (double Low, double High, double Probability) Direct(double[] first, double[] second, int resamples, int seed)
    {
        var means = new List<decimal>();
        for (var resample = 0; resample < resamples; resample++)
        {
            var draws = new PairedBootstrap.Draws(seed, resample);
            var counts = new int[first.Length];
            foreach (var _ in first)
            {
                counts[draws.Next(first.Length)]++;
            }

            means.Add(counts.Select((count, user) => count * ((decimal)first[user] - (decimal)second[user])).Sum() / first.Length);
        }

        var share = (decimal)Math.Min(means.Count(mean => mean <= 0), means.Count(mean => mean >= 0)) / resamples;
        means.Sort();
        return ((double)At(0.025m), (double)At(0.975m), (double)Math.Min(1, 2 * share));

        decimal At(decimal quantile)
        {
            var place = quantile * (resamples - 1);
            var (below, above) = (means[(int)Math.Floor(place)], means[(int)Math.Ceiling(place)]);
            return below + ((place - Math.Floor(place)) * (above - below));
        }
    }

    private static double[] Uniform(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
    }
}
