using DaRec.Diagnostics;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics;

public sealed class RowGeometryTests
{
    private const double Tolerance = 1e-9;

    private readonly Tensor _rows = Tensors.Random(30, 4, seed: 1);
    private readonly Tensor _others = Tensors.Random(30, 4, seed: 2);

    [Fact]
    public void MeanCosine_IsTheMeanOverDistinctPairs() =>
        RowGeometry.MeanCosine(_rows).Should().BeApproximately(NaiveDiagnostics.Cosines(_rows.ToArray()).Average(), Tolerance);

    [Fact]
    public void EqualRows_HaveCosineOneAndUniformityZero()
    {
        var rows = Tensors.Random(1, 5).expand(40, 5);

        RowGeometry.MeanCosine(rows).Should().BeApproximately(1, Tolerance);
        RowGeometry.Uniformity(rows).Should().BeApproximately(0, Tolerance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Alignment_IsTheMeanDistanceOfUnitRows(double power)
    {
        var (a, b) = (_rows.ToArray(), _others.ToArray());
        double Length(double[,] rows, int row) => Math.Sqrt(Enumerable.Range(0, 4).Sum(at => rows[row, at] * rows[row, at]));
        var expected = Enumerable.Range(0, 30).Average(row => Math.Pow(
            Math.Sqrt(Enumerable.Range(0, 4).Sum(at => Math.Pow((a[row, at] / Length(a, row)) - (b[row, at] / Length(b, row)), 2))), power));

        RowGeometry.Alignment(_rows, _others, power).Should().BeApproximately(expected, Tolerance);
        RowGeometry.Alignment(_rows, _rows.mul(3), power).Should().BeApproximately(0, 1e-7);
        RowGeometry.Alignment(_rows, _rows.neg(), power).Should().BeApproximately(Math.Pow(2, power), Tolerance);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    public void Uniformity_IsTheLogarithmOfTheMeanPotential(double temperature)
    {
        var potentials = NaiveDiagnostics.Cosines(_rows.ToArray()).Select(cosine => Math.Exp(-temperature * (2 - (2 * cosine))));

        RowGeometry.Uniformity(_rows, temperature).Should().BeApproximately(Math.Log(potentials.Average()), Tolerance);
    }

    [Fact]
    public void PartsCosine_IsZeroForOrthogonalParts_AndOneForParallelOnes()
    {
        var basis = Tensors.Rotation(4);

        RowGeometry.PartsCosine(basis, basis.roll(1, 0)).Should().BeApproximately(0, Tolerance);
        RowGeometry.PartsCosine(_rows, _rows.mul(-2)).Should().BeApproximately(1, Tolerance);
    }

    [Fact]
    public void Figures_StayTheSame_WhenRowsAreTurnedAndScaled()
    {
        var rotation = Tensors.Rotation(4).mul(17);

        RowGeometry.MeanCosine(_rows.mm(rotation)).Should().BeApproximately(RowGeometry.MeanCosine(_rows), Tolerance);
        RowGeometry.Uniformity(_rows.mm(rotation)).Should().BeApproximately(RowGeometry.Uniformity(_rows), Tolerance);
        RowGeometry.Alignment(_rows.mm(rotation), _others.mm(rotation)).Should().BeApproximately(RowGeometry.Alignment(_rows, _others), Tolerance);
    }

    [Fact]
    public void Alignment_RefusesOtherWidths() => FluentActions.Invoking(() => RowGeometry.Alignment(_rows, Tensors.Random(30, 5)))
        .Should().Throw<ArgumentException>().WithMessage("Expected width 4, got (30, 5)*");

    [Fact]
    public void Figures_LeaveNoTensorBehind() => LiveTensors.LeftBy(() =>
    {
        RowGeometry.MeanCosine(_rows);
        RowGeometry.Uniformity(_rows);
        RowGeometry.Alignment(_rows, _others);
        RowGeometry.PartsCosine(_rows, _others);
    }).Should().Be(0);
}
