using System.Reflection;
using DaRec.Clustering;
using DaRec.Disentanglement;
using DaRec.Losses;
using DaRec.Sampling;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests;

public class DaRecOptionsTests
{
    [Theory]
    [InlineData(nameof(DaRecOptions.SampleSize), 1L)]
    [InlineData(nameof(DaRecOptions.SampleFrom), (RowSource)9)]
    [InlineData(nameof(DaRecOptions.AlignmentWeight), -0.1)]
    [InlineData(nameof(DaRecOptions.AlignmentWeight), double.NaN)]
    [InlineData(nameof(DaRecOptions.OrthogonalityWeight), double.PositiveInfinity)]
    [InlineData(nameof(DaRecOptions.UniformityWeight), -1.0)]
    [InlineData(nameof(DaRecOptions.GlobalStructureWeight), -1.0)]
    [InlineData(nameof(DaRecOptions.LocalStructureWeight), double.NaN)]
    [InlineData(nameof(DaRecOptions.SharedWidth), 0L)]
    [InlineData(nameof(DaRecOptions.CollaborativeHead), (HeadShape)9)]
    [InlineData(nameof(DaRecOptions.LanguageHead), (HeadShape)9)]
    [InlineData(nameof(DaRecOptions.Activation), (HeadActivation)9)]
    [InlineData(nameof(DaRecOptions.UniformityTemperature), 0.0)]
    [InlineData(nameof(DaRecOptions.GlobalStructure), (GlobalStructureForm)9)]
    [InlineData(nameof(DaRecOptions.GlobalStructureInput), (GlobalStructureInput)9)]
    [InlineData(nameof(DaRecOptions.NeighborhoodTemperature), -0.1)]
    [InlineData(nameof(DaRecOptions.ReferenceDensity), 0.0)]
    [InlineData(nameof(DaRecOptions.AlignEvery), 0)]
    [InlineData(nameof(DaRecOptions.TextScoreWeight), -0.1)]
    [InlineData(nameof(DaRecOptions.ClusterCount), 0L)]
    [InlineData(nameof(DaRecOptions.KMeansIterations), 0)]
    [InlineData(nameof(DaRecOptions.Matching), (MatchingMethod)9)]
    [InlineData(nameof(DaRecOptions.Kernel), (LossKernel)9)]
    [InlineData(nameof(DaRecOptions.Ranking), (Ranking)9)]
    [InlineData(nameof(DaRecOptions.HeadFusion), (HeadFusion)9)]
    public void Init_Throws_AndNamesTheProperty_WhenAValueIsInvalid(string property, object value)
    {
        var set = () => typeof(DaRecOptions).GetProperty(property)!.SetValue(new DaRecOptions(), value);

        set.Should().Throw<TargetInvocationException>()
            .WithInnerException<ArgumentOutOfRangeException>().Which.ParamName.Should().Be(property);
    }

    [Fact]
    public void Init_Throws_WhenAHiddenWidthIsNotPositive()
    {
        var set = () => new DaRecOptions { LanguageHiddenWidths = [64, 0] };

        set.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(nameof(DaRecOptions.LanguageHiddenWidths));
    }

    [Fact]
    public void HiddenWidths_AreCopied()
    {
        long[] widths = [64];
        var options = new DaRecOptions { CollaborativeHiddenWidths = widths };

        widths[0] = -1;

        options.CollaborativeHiddenWidths.Should().Equal(64);
    }

    [Fact]
    public void Default_IsWhatANewInstanceHolds()
    {
        DaRecOptions.Default.Should().Be(new DaRecOptions());
    }

    [Fact]
    public void Paper_HoldsTheTermsAsWritten()
    {
        var paper = DaRecOptions.Paper;

        paper.GlobalStructure.Should().Be(GlobalStructureForm.Frobenius);
        paper.GlobalStructureInput.Should().Be(GlobalStructureInput.SharedParts);
        paper.SampleFrom.Should().Be(RowSource.Both);
        paper.ReferenceDensity.Should().BeNull();
        paper.AlignEvery.Should().Be(1);
        paper.TextScoreWeight.Should().Be(0);
        new[] { paper.OrthogonalityWeight, paper.UniformityWeight, paper.GlobalStructureWeight, paper.LocalStructureWeight }
            .Should().AllBeEquivalentTo(1.0);
    }
}
