using DaRec.Kernels;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Kernels;

public class RowMathTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(1003)]
    public void ExponentiateBoth_IsAccurate_OverTheWholeRange(int n)
    {
        var a = Enumerable.Range(0, n).Select(i => -80f * i / n).ToArray();
        var b = Enumerable.Range(0, n).Select(i => -0.01f * i).ToArray();
        var (x, y) = ((float[])a.Clone(), (float[])b.Clone());

        var (sumA, sumB, cross) = RowMath.ExponentiateBoth<float>(x, y, 0, 0);

        for (var i = 0; i < n; i++)
        {
            (x[i] / Math.Exp(a[i])).Should().BeApproximately(1, 4e-7);
            (y[i] / Math.Exp(b[i])).Should().BeApproximately(1, 4e-7);
        }

        (sumA / a.Sum(value => Math.Exp(value))).Should().BeApproximately(1, 1e-5);
        (sumB / b.Sum(value => Math.Exp(value))).Should().BeApproximately(1, 1e-5);
        var expected = Enumerable.Range(0, n).Sum(i => Math.Exp(b[i]) * (b[i] - a[i]));
        ((double)cross).Should().BeApproximately(expected, 1e-5 * Math.Max(1, Math.Abs(expected)));
    }

    [Fact]
    public void ExponentiateBoth_VanishesFarBelow_WithoutNaN()
    {
        var a = Enumerable.Repeat(-1e30f, 32).ToArray();
        var b = Enumerable.Repeat(-500f, 32).ToArray();

        var (sumA, sumB, _) = RowMath.ExponentiateBoth<float>(a, b, 0, 0);

        sumA.Should().BeInRange(0, 1e-30f);
        sumB.Should().BeInRange(0, 1e-30f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(21)]
    public void Max_IsTheLargest_WhereverItLies(int n)
    {
        for (var at = 0; at < n; at++)
        {
            var row = Enumerable.Range(0, n).Select(i => i == at ? 5f : -i).ToArray();

            RowMath.Max<float>(row).Should().Be(5);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(37)]
    public void SubtractShares_ScalesBothSides(int n)
    {
        var a = Enumerable.Range(0, n).Select(i => (double)i).ToArray();
        var b = Enumerable.Range(0, n).Select(i => i * 0.5).ToArray();

        RowMath.SubtractShares<double>(a, b, 3, 2);

        a.Should().Equal(Enumerable.Range(0, n).Select(i => 2.0 * i));
    }
}
