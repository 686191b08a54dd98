using DaRec.Diagnostics.Information;
using DaRec.Diagnostics.Theorems;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Diagnostics.Theorems;

public sealed class Theorem1Tests
{
    [Fact]
    public void AlignedRisk_IsTheLeastOfAllEqualRepresentations()
    {
        var random = new Random(1);
        var parts = new List<int>();
        for (var round = 0; round < 300; round++)
        {
            var joint = Sparse(random, 1 + random.Next(4), 1 + random.Next(4), 1 + random.Next(3));

            var values = Theorem1.Evaluate(joint);

            values.AlignedRiskBits.Should().BeApproximately(LeastRisk(joint), 1e-12);
            parts.Add(values.PartCount);
        }

        parts.Should().Contain([1, 2, 3]); // it was not the same all the time
    }

    [Fact]
    public void Excess_IsWhatBothTellBeyondTheCommonPart()
    {
        var joint = Sparse(new Random(3), 5, 4, 3);

        var values = Theorem1.Evaluate(joint);

        values.ExcessRiskBits.Should().BeApproximately(
            joint.BothAndLabel.InformationBits - joint.CommonPart.PartAndLabel.InformationBits, 1e-13);
        values.FreeRiskBits.Should().Be(joint.BothAndLabel.ColumnEntropyGivenRowBits);
        values.GapBits.Should().Be(InformationGap.Of(joint).GapBits);
        values.SlackBits.Should().Be(values.ExcessRiskBits - values.GapBits);
    }

    [Fact]
    public void Slack_IsZero_WhereOneSourceTellsNothing()
    {
        // D is Y, D′ is a coin.
        var joint = FiniteJoint.FromWeights(new double[,,] { { { 1, 0 }, { 1, 0 } }, { { 0, 1 }, { 0, 1 } } });

        var values = Theorem1.Evaluate(joint);

        (values.AlignedRiskBits, values.FreeRiskBits, values.GapBits, values.SlackBits).Should().Be((1, 0, 1, 0));
    }

    [Fact]
    public void Cost_IsZero_WhereSourcesAreEqual()
    {
        var joint = FiniteJoint.FromWeights(new double[,,] { { { 2, 1 }, { 0, 0 } }, { { 0, 0 }, { 0, 3 } } });

        Theorem1.Evaluate(joint).ExcessRiskBits.Should().BeApproximately(0, 1e-15);
    }

    // Every pair of maps to at most min(|D|, |D′|) values that agree wherever p(d, d′) > 0.
    private static double LeastRisk(FiniteJoint joint)
    {
        var values = Math.Min(joint.FirstCount, joint.SecondCount);
        var least = double.PositiveInfinity;
        foreach (var f in Maps(joint.FirstCount, values))
        {
            foreach (var g in Maps(joint.SecondCount, values))
            {
                var agree = Enumerable.Range(0, joint.FirstCount).All(d => Enumerable.Range(0, joint.SecondCount)
                    .All(e => f[d] == g[e] || Enumerable.Range(0, joint.LabelCount).All(y => joint[d, e, y] == 0)));
                least = agree ? Math.Min(least, Risk(joint, f)) : least;
            }
        }

        return least;
    }

    // H(Y|f(D)) by plain sums.
    private static double Risk(FiniteJoint joint, int[] f)
    {
        var sums = new double[f.Max() + 1, joint.LabelCount];
        for (var d = 0; d < joint.FirstCount; d++)
        {
            for (var y = 0; y < joint.LabelCount; y++)
            {
                sums[f[d], y] += Enumerable.Range(0, joint.SecondCount).Sum(e => joint[d, e, y]);
            }
        }

        var risk = 0.0;
        for (var z = 0; z < sums.GetLength(0); z++)
        {
            var whole = Enumerable.Range(0, joint.LabelCount).Sum(y => sums[z, y]);
            risk -= Enumerable.Range(0, joint.LabelCount).Where(y => sums[z, y] > 0).Sum(y => sums[z, y] * Math.Log2(sums[z, y] / whole));
        }

        return risk;
    }

    private static IEnumerable<int[]> Maps(int count, int values) => Enumerable.Range(0, (int)Math.Pow(values, count))
        .Select(number => Enumerable.Range(0, count).Select(at => number / (int)Math.Pow(values, at) % values).ToArray());

    private static FiniteJoint Sparse(Random random, int first, int second, int labels)
    {
        var weights = new double[first, second, labels];
        for (var at = 0; at < weights.Length; at++)
        {
            weights[at / labels / second, at / labels % second, at % labels] = random.NextDouble() < 0.2 ? random.NextDouble() : 0;
        }

        weights[0, 0, 0] += 0.1;
        return FiniteJoint.FromWeights(weights);
    }
}
