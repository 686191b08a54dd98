using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Cli.Benchmarks;

public sealed class StructureAgreementTests
{
    private const double Tolerance = 1e-9;

    private readonly Tensor _rows = Tensors.Random(30, 4, seed: 1);
    private readonly Tensor _others = Tensors.Random(30, 6, seed: 2);

    [Fact]
    public void Of_IsOne_WhereRowsAreTurnedAndEachIsScaled()
    {
        var lengths = Tensors.Random(30, 1, seed: 3).exp();

        StructureAgreement.Of(_rows, _rows.mm(Tensors.Rotation(4)).mul(lengths)).Should().BeApproximately(1, Tolerance);
    }

    [Fact]
    public void Of_IsTheCorrelationOfCosinesOverDistinctPairs()
    {
        var (x, y) = (Cosines(_rows), Cosines(_others));
        var (meanX, meanY) = (x.Average(), y.Average());
        double Covariance(double[] a, double meanA, double[] b, double meanB) => a.Zip(b, (p, q) => (p - meanA) * (q - meanB)).Sum();

        var expected = Covariance(x, meanX, y, meanY) / Math.Sqrt(Covariance(x, meanX, x, meanX) * Covariance(y, meanY, y, meanY));

        StructureAgreement.Of(_rows, _others).Should().BeApproximately(expected, Tolerance);
        StructureAgreement.Of(_others, _rows).Should().BeApproximately(expected, Tolerance);
    }

    [Fact]
    public void Of_IsAboutZero_WhereRowsAreOfOthers()
    {
        Math.Abs(StructureAgreement.Of(Tensors.Random(500, 4, seed: 1), Tensors.Random(500, 6, seed: 2))).Should().BeLessThan(0.02);
    }

    private static double[] Cosines(Tensor rows)
    {
        var unit = nn.functional.normalize(rows);
        var all = unit.mm(unit.t()).ToArray();
        return [.. from i in Enumerable.Range(0, 30) from j in Enumerable.Range(0, i) select all[i, j]];
    }
}
