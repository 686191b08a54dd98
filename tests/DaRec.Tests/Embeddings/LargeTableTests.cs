using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Internal;
using DaRec.Serving;
using DaRec.Serving.Files;
using DaRec.Serving.Internal;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Embeddings;

/// <summary>Tables of more than 2³¹ elements in files that are holes but for their last row, which takes no room on the disk.</summary>
public sealed class LargeTableTests : IDisposable
{
    private const int Width = 256;
    private const int Rows = (int)((1L << 31) / Width) + 3;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<f2", 2)]
    [InlineData("<f4", 4)]
    public void FrozenEmbeddings_GiveTheLastRow_OfALargeFile(string descr, int itemSize)
    {
        using var texts = FrozenEmbeddings.Open(Sparse(descr, itemSize));

        using var drawn = texts.Gather([Rows - 1L, 0]);
        using var block = texts.Block(Rows - 2, 2);

        (texts.Count * texts.Width).Should().BeGreaterThan(int.MaxValue);
        HostReads.ToArray<float>(drawn.to(ScalarType.Float32))[..Width].Should().Equal(LastRow);
        HostReads.ToArray<float>(drawn.to(ScalarType.Float32))[Width..].Should().OnlyContain(value => value == 0);
        HostReads.ToArray<float>(block.to(ScalarType.Float32))[Width..].Should().Equal(LastRow);
        var beyond = () => texts.Gather([(long)Rows]);
        beyond.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void AMappedTable_GivesTheLastRow_OfALargeFile()
    {
        var table = VectorTable.Map(Sparse("<f4", sizeof(float)));

        ((long)table.Count * table.Width).Should().BeGreaterThan(int.MaxValue);
        table[Rows - 1].ToArray().Should().Equal(LastRow);
        ServingMaterial.Values(table.Take([Rows - 1, 0]))[..Width].Should().Equal(LastRow);
        var longer = table.Append(VectorTable.FromRows([LastRow]));
        longer.Count.Should().Be(Rows + 1);
        longer[Rows].ToArray().Should().Equal(LastRow);
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void ReadTable_IsTheSame_InSeveralArrays(ScalarType type)
    {
        using (var values = Tensors.Random(50, 3, dtype: ScalarType.Float32).to(type))
        {
            NpyFile.Write(_folder["x.npy"], values);
        }

        var whole = NpyTable.Read(_folder["x.npy"]);
        var parts = NpyTable.Read(_folder["x.npy"], longest: 16); // five rows an array

        (whole.SegmentCount, parts.SegmentCount).Should().Be((1, 10));
        ServingMaterial.Values(parts).Should().Equal(ServingMaterial.Values(whole));
        ServingMaterial.Values(parts.Append(whole)).Should().Equal([.. ServingMaterial.Values(whole), .. ServingMaterial.Values(whole)]);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(7, 4)]
    [InlineData(8, 4)]
    public void ArrayRows_HoldWhatIsWritten(int count, int width)
    {
        var rows = new ArrayRows(count, width, longest: 9); // two rows an array

        rows.Write(0, [.. Enumerable.Range(0, count * width).Select(value => (float)value)]);

        rows.Parts.Should().HaveCount((count + 1) / 2);
        ServingMaterial.Values(rows.ToTable()).Should().Equal(Enumerable.Range(0, count * width).Select(value => (float)value));
    }

    [Theory]
    [InlineData("<i4")]
    [InlineData("<i8")]
    public void SeenInteractions_AreReadAsTheyWere_InParts(string descr)
    {
        var whole = Interactions.FromPairs([0, 0, 2, 2, 3, 3, 3], [4, 1, 0, 3, 1, 2, 4], 5, 5);
        var (offsets, items, again) = (_folder["offsets.npy"], _folder["items.npy"], _folder["again.npy"]);

        NpyTable.Write(offsets, items, whole.InParts(3));
        NpyTable.Write(_folder["whole.npy"], again, whole);

        File.ReadAllBytes(offsets).Should().Equal(File.ReadAllBytes(_folder["whole.npy"]));
        File.ReadAllBytes(items).Should().Equal(File.ReadAllBytes(again));
        if (descr == "<i8")
        {
            _folder.Write("offsets.npy", NpyBytes.Vector(descr, whole.Offsets.ToArray())); // as more than 2³¹ interactions have them
        }

        var read = NpyTable.ReadInteractions(offsets, items, itemCount: 5, longest: 3);
        read.Pairs().Should().Equal(whole.Pairs());
        read.Parts.Should().HaveCount(3);
        _folder.Write("offsets.npy", NpyBytes.Vector<long>("<i8", 0, 1L << 40, 7, 7, 7, 7));
        var forged = () => NpyTable.ReadInteractions(offsets, items, itemCount: 5);
        forged.Should().Throw<ArgumentException>().WithMessage("Expected ascending offsets; those of user 1*");
    }

    private static float[] LastRow => [.. Enumerable.Range(0, Width).Select(column => column + 1f)];

    private string Sparse(string descr, int itemSize)
    {
        var path = _folder["large.npy"];
        using var file = File.Create(path);
        NpyHeader.Write(file, descr, [Rows, Width]);
        var end = file.Position + ((long)Rows * Width * itemSize);
        file.SetLength(end);
        file.Position = end - (Width * itemSize);
        foreach (var value in LastRow)
        {
            file.Write(itemSize == 2 ? BitConverter.GetBytes((Half)value) : BitConverter.GetBytes(value));
        }

        return path;
    }
}
