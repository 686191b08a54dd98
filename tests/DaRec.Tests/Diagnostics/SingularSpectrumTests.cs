using DaRec.Diagnostics;
using DaRec.Tests.Testing;
using FluentAssertions;
using MathNet.Numerics.LinearAlgebra;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics;

public sealed class SingularSpectrumTests
{
    private const double Tolerance = 1e-9;

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void EqualRows_DifferInNoDirection(ScalarType dtype)
    {
        var spectrum = SingularSpectrum.Of(Tensors.Random(1, 5, dtype: dtype).expand(40, 5));

        spectrum.EffectiveRank.Should().Be(0);
        spectrum.VarianceRank.Should().Be(0);
        spectrum.ParticipationRatio.Should().Be(0);
    }

    [Fact]
    public void RowsOnALine_DifferInOneDirection()
    {
        var row = Tensors.Random(1, 5);

        var spectrum = SingularSpectrum.Of(cat([row, row.neg(), row.mul(3)], 0));

        spectrum.VarianceRank.Should().BeApproximately(1, Tolerance);
        spectrum.EffectiveRank.Should().BeApproximately(1, 1e-6, "a rounding of 1e-16 beside 1 is a direction, too");
        spectrum.Shares[0].Should().BeApproximately(1, Tolerance);
    }

    [Fact]
    public void OrthonormalRowsAndTheirOpposites_DifferInAllDirections()
    {
        var basis = Tensors.Rotation(6);

        SingularSpectrum.Of(cat([basis, basis.neg()], 0)).EffectiveRank.Should().BeApproximately(6, Tolerance);
        SingularSpectrum.Of(basis).VarianceRank.Should().BeApproximately(5, Tolerance, "their mean is taken off");
        SingularSpectrum.Of(basis, center: false).ParticipationRatio.Should().BeApproximately(6, Tolerance);
    }

    [Fact]
    public void Figures_AreTheDefinitions()
    {
        var rows = Tensors.Random(40, 5).mul(tensor([1.0, 2, 3, 4, 5]));
        var centered = rows.sub(rows.mean([0L], keepdim: true));
        var values = Matrix<double>.Build.DenseOfArray(centered.ToArray()).Svd(false).S;
        double Perplexity(IEnumerable<double> shares) => Math.Exp(-shares.Sum(share => share * Math.Log(share)));

        var spectrum = SingularSpectrum.Of(rows);

        spectrum.SingularValues.Should().Equal(values, (a, b) => Math.Abs(a - b) < Tolerance);
        spectrum.EffectiveRank.Should().BeApproximately(Perplexity(values / values.Sum()), Tolerance);
        spectrum.VarianceRank.Should().BeApproximately(Perplexity(values.PointwisePower(2) / values.Sum(value => value * value)), Tolerance);
        spectrum.ParticipationRatio.Should()
            .BeApproximately(Math.Pow(values.Sum(value => value * value), 2) / values.Sum(value => Math.Pow(value, 4)), Tolerance);
    }

    [Fact]
    public void UnitRows_SeeNoLengths()
    {
        var rows = Tensors.Random(30, 4);

        SingularSpectrum.Of(rows.mul(Tensors.Random(30, 1, 2).exp()), unitRows: true).EffectiveRank
            .Should().BeApproximately(SingularSpectrum.Of(rows, unitRows: true).EffectiveRank, Tolerance);
    }

    [Fact]
    public void Spectrum_LeavesNoTensorBehind() =>
        LiveTensors.LeftBy(() => SingularSpectrum.Of(Tensors.Random(10, 3))).Should().Be(1, "that of the test itself");
}
