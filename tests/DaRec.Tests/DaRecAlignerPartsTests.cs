using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests;

public sealed class DaRecAlignerPartsTests : IDisposable
{
    private readonly AlignerMaterial _material = new();

    public void Dispose() => _material.Dispose();

    [Fact]
    public void Parts_AreThoseOfTheHeads_OfAllRows()
    {
        using var aligner = Aligner(AlignerMaterial.PaperNormalized);

        using var parts = aligner.Parts(_material.UserRows, _material.ItemRows);

        parts.Embeddings.ToVector().Should().Equal(cat([_material.UserRows, _material.ItemRows], 0).ToVector());
        parts.Texts.ToVector().Should().Equal(cat([_material.UserTextRows, _material.ItemTextRows], 0).ToVector());
        parts.Collaborative!.Shared.shape.Should().Equal(AlignerMaterial.Users + AlignerMaterial.Items, AlignerMaterial.Width);
        parts.Language!.Specific.shape.Should().Equal(parts.Collaborative.Shared.shape);
        parts.Collaborative.Shared.requires_grad.Should().BeFalse();
    }

    [Fact]
    public void Parts_HaveNoHeads_WhereTheOptionsUseNone()
    {
        using var aligner = Aligner(DaRecOptions.Default with { Ranking = new() { TextScoreWeight = 0 } });

        using var parts = aligner.Parts(_material.UserRows, _material.ItemRows);

        parts.Collaborative.Should().BeNull();
        parts.Language.Should().BeNull();
        parts.Embeddings.ToVector().Should().Equal(_material.ItemRows.ToVector(), "the default draws items alone");
    }

    [Fact]
    public void Parts_AreOfTheSameDrawnRows_ForASeed()
    {
        using var aligner = Aligner(AlignerMaterial.PaperNormalized);

        using var first = aligner.Parts(_material.UserRows, _material.ItemRows, rowCount: 10, seed: 4);
        using var second = aligner.Parts(_material.UserRows, _material.ItemRows, rowCount: 10, seed: 4);

        first.Embeddings.size(0).Should().Be(10);
        second.Embeddings.ToVector().Should().Equal(first.Embeddings.ToVector());
    }

    [Fact]
    public void Parts_ChangeNothingThatStepsDraw()
    {
        Tensor Next(Action<DaRecAligner> before)
        {
            using var generator = new Generator(9);
            using var aligner = Aligner(AlignerMaterial.AllTerms, generator);
            before(aligner);
            using var losses = aligner.Align(_material.UserRows.Leaf(), _material.ItemRows.Leaf());
            return losses.Total.detach().clone();
        }

        var looked = Next(aligner => aligner.Parts(_material.UserRows, _material.ItemRows, rowCount: 5).Dispose());

        looked.ToVector().Should().Equal(Next(_ => { }).ToVector());
    }

    [Fact]
    public void Parts_RefuseOtherTables()
    {
        using var aligner = Aligner(AlignerMaterial.AllTerms);

        FluentActions.Invoking(() => aligner.Parts(_material.UserRows, _material.UserRows)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => aligner.Parts(_material.UserRows, _material.ItemRows, rowCount: 0)).Should().Throw<ArgumentException>();
    }

    private DaRecAligner Aligner(DaRecOptions options, Generator? generator = null) => new(
        AlignerMaterial.Width, _material.Interactions, _material.ItemTexts, _material.UserTexts, options, generator: generator);
}
