using DaRec.Embeddings;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests;

/// <summary>What is refused, and how the message says it.</summary>
public class DaRecAlignerErrorTests
{
    private static readonly DaRecOptions Small = AlignerMaterial.AllTerms;

    [Fact]
    public void Constructor_Throws_WithoutTexts()
    {
        using var material = new AlignerMaterial();

        Create(() => new DaRecAligner(8, material.Interactions)).Should().Throw<ArgumentException>()
            .WithMessage("Expected texts of the items, of the users or of both, got neither.*").WithParameterName("itemTexts");
        Create(() => new DaRecAligner(8, null!, material.ItemTexts)).Should().Throw<ArgumentNullException>()
            .WithParameterName("interactions");
    }

    [Fact]
    public void Constructor_Throws_ForTextsOfOtherCounts()
    {
        using var material = new AlignerMaterial();

        Create(() => new DaRecAligner(8, material.Interactions, material.UserTexts)).Should().Throw<ArgumentException>()
            .WithMessage("Expected a text for each of the 40 items that the interactions have, got 30 rows.*").WithParameterName("itemTexts");
        Create(() => new DaRecAligner(8, material.Interactions, null, material.ItemTexts)).Should().Throw<ArgumentException>()
            .WithMessage("*each of the 30 users*got 40 rows.*").WithParameterName("userTexts");
    }

    [Fact]
    public void Constructor_Throws_ForTextsOfTwoWidths()
    {
        using var material = new AlignerMaterial();
        using var narrow = FrozenEmbeddings.FromTensor(ones(AlignerMaterial.Users, 5));

        Create(() => new DaRecAligner(8, material.Interactions, material.ItemTexts, narrow)).Should().Throw<ArgumentException>()
            .WithMessage("Expected user texts as wide as item texts, 12, got 5;*").WithParameterName("userTexts");
    }

    [Theory]
    [InlineData(RowSource.Both, "userTexts", "Items")]
    [InlineData(RowSource.Users, "userTexts", "Items")]
    public void Constructor_Throws_WhenTextsOfTheSourceAreMissing(RowSource source, string missing, string remedy)
    {
        using var material = new AlignerMaterial();

        Create(() => new DaRecAligner(8, material.Interactions, material.ItemTexts, options: new() { Sampling = new() { From = source } }))
            .Should().Throw<ArgumentException>()
            .WithMessage($"Rows are drawn from {source}, so {missing} are needed; give them, or set SamplingOptions.From to {remedy}.*")
            .WithParameterName(missing);
    }

    [Theory]
    [InlineData("default", double.NaN, "NaN in 1 row (17)")]
    [InlineData("default", double.PositiveInfinity, "infinite values in 1 row (17)")]
    [InlineData("paper", double.NaN, "NaN in 1 row (17)")]
    public void Constructor_NamesTheRow_ThatIsNotFinite(string preset, double value, string found)
    {
        using var material = new AlignerMaterial();
        material.ItemTextRows[17, 3] = value;
        var options = preset == "default" ? DaRecOptions.Default : AlignerMaterial.PaperNormalized;

        Create(() => material.Create(options)).Should().Throw<ArgumentException>()
            .WithMessage($"Expected finite text embeddings, got {found} of itemTexts; embed those texts anew*").WithParameterName("itemTexts");
    }

    [Fact]
    public void Constructor_Throws_WhenInjectedWidthsDiffer()
    {
        using var material = new AlignerMaterial();
        var options = Small with { Heads = new() { Width = 5 }, Ranking = new() { Mode = RankingMode.InjectedTexts } };

        Create(() => material.Create(options)).Should().Throw<ArgumentException>()
            .WithMessage("Expected heads of width 8*got 5; set HeadOptions.Width.*").WithParameterName("options");
    }

    [Fact]
    public void Constructor_LeavesNothingBehind_WhenItThrows()
    {
        using var material = new AlignerMaterial();
        var residual = Small with
        {
            Heads = new() { Width = 5, Language = new() { Shape = HeadShape.Residual } },
            Ranking = new(), // fits evidence first
        };

        LiveTensors.LeftBy(() => Create(() => material.Create(residual)).Should().Throw<ArgumentException>()).Should().Be(0);
    }

    [Fact]
    public void Align_Throws_ForTablesOfOtherShapes()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small);
        var (users, items) = (material.UserRows, material.ItemRows);

        new Action(() => aligner.Align(items, users)).Should().Throw<ArgumentException>()
            .WithMessage("Expected (30, 8), a row for each user of the interactions, got (40, 8).*").WithParameterName("users");
        new Action(() => aligner.Align(users, items.narrow(1, 0, 7))).Should().Throw<ArgumentException>()
            .WithMessage("Expected (40, 8)*got (40, 7).*").WithParameterName("items");
        new Action(() => aligner.Align(items)).Should().Throw<ArgumentException>()
            .WithMessage("Expected (70, 8), 30 users, then 40 items, as the interactions have, got (40, 8).*").WithParameterName("embeddings");
        new Action(() => aligner.Represent(items)).Should().Throw<ArgumentException>().WithParameterName("embeddings");
        new Action(() => aligner.Inject(items)).Should().Throw<ArgumentException>().WithParameterName("ids");
        new Action(() => aligner.Fuse(items.t())).Should().Throw<ArgumentException>().WithParameterName("embeddings");
    }

    [Fact]
    public void Align_Throws_WhenElementTypesDiffer()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small);
        using var headless = material.Create(DaRecOptions.Default);

        new Action(() => aligner.Align(material.UserRows.@double(), material.ItemRows.@double())).Should().Throw<ArgumentException>()
            .WithMessage(
                "*the aligner's weights (Float32), got Float64; convert users with .to(ScalarType.Float32), or the other with " +
                ".to(ScalarType.Float64).*").WithParameterName("users");
        using var losses = headless.Align(material.UserRows.@double(), material.ItemRows.@double());
        losses.Total.dtype.Should().Be(ScalarType.Float64, "without heads, what is given decides");
    }

    [Fact]
    public void Align_Throws_WhenThereAreFewerRowsThanClusters()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small with { LocalStructure = new() { ClusterCount = 30 } });

        new Action(() => aligner.Align(material.UserRows, material.ItemRows)).Should().Throw<InvalidOperationException>()
            .WithMessage("Expected at least 30 rows to align (Items are drawn), got 20*");
    }

    [Fact]
    public void Align_Throws_WhenTheTableOrTheAlignerWasDisposed()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small);
        var gone = material.Create(Small);
        gone.Dispose();
        var table = ones(70, 8);
        table.Dispose();

        new Action(() => aligner.Align(table)).Should().Throw<ObjectDisposedException>();
        new Action(() => gone.Align(material.UserRows, material.ItemRows)).Should().Throw<ObjectDisposedException>()
            .WithMessage("*DaRecAligner*");
        new Action(() => gone.Represent(material.UserRows, material.ItemRows)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Align_Throws_WhenRowsAreNotFinite_AndClustersAreLookedFor()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small with { Sampling = new() { Size = null } });
        material.ItemRows[3, 2] = double.NaN;

        new Action(() => aligner.Align(material.UserRows, material.ItemRows)).Should().Throw<ArgumentException>()
            .WithMessage("*row 3 of items*");
    }

    private static Action Create(Func<DaRecAligner> create) => () => create().Dispose();
}
