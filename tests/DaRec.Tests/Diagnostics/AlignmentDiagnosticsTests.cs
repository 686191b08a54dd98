using DaRec.Diagnostics;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics;

public sealed class AlignmentDiagnosticsTests
{
    private readonly Tensor _rows = Tensors.Random(60, 5, seed: 1).add(0.3);
    private readonly Tensor _texts = Tensors.Random(60, 9, seed: 2).add(0.8);

    [Fact]
    public void Measure_HasTheFiguresOfEachType()
    {
        var found = AlignmentDiagnostics.Measure(_rows, _texts, new() { NeighborCount = 4, ClusterCount = 3 });
        var centered = _texts.sub(_texts.mean([0L], keepdim: true));

        found.RowCount.Should().Be(60);
        found.LinearCka.Should().BeApproximately(TableSimilarity.LinearCka(_rows, _texts), 1e-12);
        found.DebiasedCka.Should().BeApproximately(TableSimilarity.DebiasedCka(_rows, _texts), 1e-12);
        found.ProcrustesDistance.Should().BeApproximately(TableSimilarity.ProcrustesDistance(_rows, _texts), 1e-12);
        found.ProcrustesDisparity.Should().BeApproximately(TableSimilarity.ProcrustesDisparity(_rows, _texts), 1e-12);
        found.StructureAgreement.Should().BeApproximately(TableSimilarity.StructureAgreement(_rows, centered), 1e-12);
        found.NeighborhoodOverlap.Should().Be(NeighborhoodOverlap.Of(_rows, centered, 4));
        found.ChanceOverlap.Should().Be(4 / 59.0);
        found.Alignment.Should().BeNull("the widths differ");
        found.Collaborative.MeanCosine.Should().BeApproximately(RowGeometry.MeanCosine(_rows), 1e-12);
        found.Collaborative.Collapse.LargestClusterShare.Should().Be(CollapseAlarm.Of(_rows, 3).LargestClusterShare);
        found.Language.Spectrum.EffectiveRank.Should().BeApproximately(SingularSpectrum.Of(_texts).EffectiveRank, 1e-9);
        found.ToString().Should().Contain("overlap@4");
    }

    [Fact]
    public void Measure_FindsEqualTablesEqual()
    {
        var found = AlignmentDiagnostics.Measure(_texts.sub(_texts.mean([0L], keepdim: true)), _texts.sub(_texts.mean([0L], keepdim: true)));

        found.LinearCka.Should().BeApproximately(1, 1e-9);
        found.ProcrustesDistance.Should().BeApproximately(0, 1e-9);
        found.Alignment.Should().BeApproximately(0, 1e-9);
        found.NeighborhoodOverlap.Should().Be(1);
        found.AdjustedRandIndex.Should().Be(1);
        found.NormalizedMutualInformation.Should().BeApproximately(1, 1e-9);
    }

    [Fact]
    public void Measure_NamesWhatIsWrong()
    {
        FluentActions.Invoking(() => AlignmentDiagnostics.Measure(_rows, _texts[..30]))
            .Should().Throw<ArgumentException>().WithMessage("*each of the 60 rows of collaborative*");
        FluentActions.Invoking(() => AlignmentDiagnostics.Measure(_rows, _texts, new() { NeighborCount = 60 }))
            .Should().Throw<ArgumentException>().WithMessage("*n ≥ 61*");
        FluentActions.Invoking(() => new AlignmentDiagnosticsOptions { ClusterCount = 0 }).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Measure_LeavesNoTensorBehind() => LiveTensors.LeftBy(() => AlignmentDiagnostics.Measure(_rows, _texts)).Should().Be(0);
}
