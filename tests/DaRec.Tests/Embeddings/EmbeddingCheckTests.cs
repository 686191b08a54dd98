using DaRec.Embeddings;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;

namespace DaRec.Tests.Embeddings;

public class EmbeddingCheckTests
{
    [Fact]
    public void Check_IsClean_ForFiniteRows()
    {
        using var embeddings = FrozenEmbeddings.FromArray(new[,] { { 0f, 1f }, { -1f, 0f } });

        var check = embeddings.Check();

        check.IsClean.Should().BeTrue();
        check.Invoking(it => it.EnsureClean()).Should().NotThrow();
    }

    [Fact]
    public void Check_NamesRowsOfEachKind_AcrossBlocks()
    {
        // Wide enough for several blocks of rows.
        const int width = 1 << 18;
        using var table = torch.ones(11, width);
        table[0, 3] = float.NaN;
        table[5, width - 1] = float.PositiveInfinity;
        table[9, 0] = float.NegativeInfinity;
        table[10, 0] = float.NaN;
        table[10, 1] = float.PositiveInfinity;
        table[7].zero_();
        using var embeddings = FrozenEmbeddings.FromTensor(table);

        var check = embeddings.Check();

        check.IsClean.Should().BeFalse();
        check.NotANumber.Should().BeEquivalentTo(new BadRows(2, [0, 10]));
        check.Infinite.Should().BeEquivalentTo(new BadRows(3, [5, 9, 10]));
        check.ZeroLength.Should().BeEquivalentTo(new BadRows(1, [7]));
    }

    [Fact]
    public void Check_CountsAllAndNamesTheFirst_WhenThereAreMoreThanReported()
    {
        using var table = torch.zeros(20, 2);
        using var embeddings = FrozenEmbeddings.FromTensor(table);

        var check = embeddings.Check(maxReported: 2);

        check.ZeroLength.Should().BeEquivalentTo(new BadRows(20, [0, 1]));
        check.Invoking(it => it.EnsureClean()).Should().Throw<InvalidDataException>()
            .WithMessage("The embeddings cannot be used: zero length in 20 rows (0, 1, …). Embed those rows' texts anew*");
    }

    [Fact]
    public void Check_NamesValuesBeyondFloat32_InFilesOfFloat64()
    {
        using var folder = new TemporaryFolder();
        using var embeddings = FrozenEmbeddings.Open(folder.Write("x.npy", NpyBytes.Array("<f8", "(2, 1)", 1.0, 1e300)));

        embeddings.Check().Infinite.Should().BeEquivalentTo(new BadRows(1, [1]));
    }

    [Fact]
    public void EnsureClean_NamesEveryKind_WhenThereAreSeveral()
    {
        using var embeddings = FrozenEmbeddings.FromArray(new[,] { { 1f, float.NaN }, { 0f, 0f } });

        embeddings.Check().Invoking(it => it.EnsureClean()).Should().Throw<InvalidDataException>()
            .WithMessage("*NaN in 1 row (0); zero length in 1 row (1).*");
    }

    [Fact]
    public void Check_Throws_WhenNothingIsToBeReported()
    {
        using var embeddings = FrozenEmbeddings.FromArray(new[,] { { 1f } });

        embeddings.Invoking(it => it.Check(0)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("maxReported");
    }
}
