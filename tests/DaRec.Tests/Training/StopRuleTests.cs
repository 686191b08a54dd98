using DaRec.Recommenders.Training;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Training;

public class StopRuleTests
{
    private static readonly StopRule Default = new();

    public static TheoryData<int, double, int> Rules => new()
    {
        { 1, 0, 1 },
        { 5, 0, 3 },
        { 3, 0.5, 1 },
        { Default.Patience, Default.Growth, Default.Smoothing },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void IsOver_IsFalse_ForACurveThatRises(int patience, double growth, int smoothing)
    {
        var rising = Enumerable.Range(0, 500).Select(k => 1 - Math.Exp(-k / 100.0));

        EndOf(Rule(patience, growth, smoothing), rising).Should().BeNull();
    }

    [Theory]
    [InlineData(1, 0, 2)]
    [InlineData(5, 0, 6)]
    [InlineData(5, 0.5, 7)]
    [InlineData(15, 0.25, 17)]
    public void IsOver_IsTrue_WhereAFlatCurveHasUsedUpItsPatience(int patience, double growth, int end)
    {
        foreach (var smoothing in new[] { 1, 3, 9 })
        {
            EndOf(Rule(patience, growth, smoothing), Enumerable.Repeat(0.2, 500)).Should().Be(end);
        }
    }

    [Theory]
    [InlineData(10, 15)]
    [InlineData(40, 22)]
    [InlineData(100, 37)]
    [InlineData(400, 112)]
    public void IsOver_WaitsLonger_ForACurveThatRoseLonger(int rise, int expected)
    {
        var curve = Enumerable.Range(0, 1000).Select(k => Math.Min(k, rise - 1) - (k >= rise ? 1e-3 * (k - rise + 1) : 0));

        EndOf(Rule(12, 0.25, 1), curve).Should().Be(rise + expected);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void IsOver_IsFalse_BeforePatienceEvaluations(int patience, double growth, int smoothing)
    {
        var random = new Random(patience);

        for (var count = 0; count <= patience; count++)
        {
            Rule(patience, growth, smoothing).IsOver([.. Enumerable.Range(0, count).Select(_ => random.NextDouble())]).Should().BeFalse();
        }
    }

    [Fact]
    public void Smoothing_DoesNotTakeNoiseForAGain()
    {
        var random = new Random(1);
        var noisy = Enumerable.Range(0, 3000).Select(k => Math.Min(k, 30) + (0.05 * random.NextDouble())).ToArray();
        noisy[44] = noisy[60] = 30.06; // the noise's records come ever later

        var (single, smoothed) = (EndOf(Rule(20, 0, 1), noisy), EndOf(Rule(20, 0, 10), noisy));

        single.Should().BeGreaterThanOrEqualTo(65);
        smoothed.Should().BeInRange(31 + 20, single!.Value + 10);
    }

    [Fact]
    public void Smoothing_GoesOn_WhereASpikeIsFollowedByARise()
    {
        // One lucky evaluation, which single figures do not reach again in time.
        var spiked = Enumerable.Range(0, 60).Select(k => k == 5 ? 0.5 : 0.01 * k);

        EndOf(Rule(12, 0, 1), spiked).Should().Be(6 + 12);
        EndOf(Rule(12, 0, 5), spiked).Should().NotBe(6 + 12);
    }

    [Fact]
    public void IsOver_DecidesFromTheFiguresAlone()
    {
        double[] figures = [.. Enumerable.Range(0, 80).Select(k => Math.Sin(k / 12.0))];

        var forward = Enumerable.Range(0, 81).Select(count => Default.IsOver(figures[..count])).ToArray();
        var backward = Enumerable.Range(0, 81).Reverse().Select(count => new StopRule().IsOver(figures[..count])).Reverse().ToArray();

        backward.Should().Equal(forward).And.Contain(true);
    }

    [Theory]
    [InlineData(7.0)]
    [InlineData(1e-6)]
    public void IsOver_DoesNotSeeTheScale(double scale)
    {
        var random = new Random(2);
        var curve = Enumerable.Range(0, 300).Select(k => 1 - Math.Exp(-k / 20.0) + (0.02 * random.NextDouble())).ToArray();

        EndOf(Default, curve.Select(figure => figure * scale)).Should().Be(EndOf(Default, curve)).And.NotBeNull();
    }

    [Fact]
    public void Properties_Throw_OutOfRange()
    {
        Throws(nameof(StopRule.Patience), () => new StopRule { Patience = 0 });
        Throws(nameof(StopRule.Smoothing), () => new StopRule { Smoothing = 0 });
        Throws(nameof(StopRule.Growth), () => new StopRule { Growth = -0.1 });
        Throws(nameof(StopRule.Growth), () => new StopRule { Growth = double.NaN });
        new Action(() => Default.IsOver(null!)).Should().Throw<ArgumentNullException>();

        static void Throws(string property, Func<StopRule> create) =>
            create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(property);
    }

    private static StopRule Rule(int patience, double growth, int smoothing) =>
        new() { Patience = patience, Growth = growth, Smoothing = smoothing };

    // The number of evaluations after which training ends; null where it does not.
    private static int? EndOf(StopRule rule, IEnumerable<double> curve)
    {
        var figures = new List<double>();
        foreach (var figure in curve)
        {
            figures.Add(figure);
            if (rule.IsOver(figures))
            {
                return figures.Count;
            }
        }

        return null;
    }
}
