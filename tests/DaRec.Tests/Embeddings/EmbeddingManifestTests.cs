using DaRec.Embeddings;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Embeddings;

public sealed class EmbeddingManifestTests : IDisposable
{
    private static readonly EmbeddingManifest Sample = new()
    {
        Model = "näme/of \"model\"",
        Count = 3,
        Width = 2,
        Normalized = true,
        ElementType = "float32",
        TextHash = EmbeddingManifest.HashTexts(["a", null, "b"]),
        MissingCount = 1,
        MissingTexts = "mean",
    };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_GivesBackWhatWasWritten()
    {
        Sample.Write(_folder["x.json"]);

        EmbeddingManifest.Read(_folder["x.json"]).Should().Be(Sample);
        File.ReadAllText(_folder["x.json"]).Should().Contain("näme").And.Contain("\"Width\": 2").And.EndWith("}\n");
        Directory.GetFiles(_folder.Root).Should().Equal(_folder["x.json"]);
    }

    [Theory]
    [InlineData("item_emb.npy", "item_emb.manifest.json")]
    [InlineData("a.b/user_emb.safetensors", "a.b/user_emb.manifest.json")]
    public void PathFor_LiesBesideTheTable(string table, string manifest) => EmbeddingManifest.PathFor(table).Should().Be(manifest);

    [Fact]
    public void Read_TakesFilesOfTheFirstFormat_WithMembersMissingAndUnknown()
    {
        const string file = """{"Model": "m", "Count": 3, "Width": 2, "TextHash": "ab", "Later": {"a": [1]}}""";

        var manifest = EmbeddingManifest.Read(_folder.Write("x.json", file));

        (manifest.Model, manifest.Count, manifest.Width, manifest.TextHash).Should().Be(("m", 3L, 2, "ab"));
        (manifest.FormatVersion, manifest.Normalized, manifest.ElementType, manifest.MissingCount).Should().Be((1, null, null, 0L));
    }

    [Fact]
    public void Read_Refuses_ALaterFormat()
    {
        (Sample with { FormatVersion = 2, DaRecVersion = "9.1" }).Write(_folder["x.json"]);

        var act = () => EmbeddingManifest.Read(_folder["x.json"]);

        act.Should().Throw<InvalidDataException>().WithMessage("*it has format 2, written by DaRec 9.1; this version reads up to*1.*");
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"Model\": \"m\"}")]
    [InlineData("{\"Model\": null, \"Count\": 3, \"Width\": 2, \"TextHash\": \"ab\"}")]
    [InlineData("{\"Model\": \"m\", \"Count\": \"three\", \"Width\": 2, \"TextHash\": \"ab\"}")]
    [InlineData("{\"Model\": \"\\ud800\", \"Count\": 3, \"Width\": 2, \"TextHash\": \"ab\"}")]
    public void Read_Throws_ForSomethingElse(string content)
    {
        var act = () => EmbeddingManifest.Read(_folder.Write("x.json", content));

        act.Should().Throw<InvalidDataException>().WithMessage("*x.json: expected the manifest of an embedding table; *");
    }

    [Fact]
    public void HashTexts_DependsOnTextsAndTheirOrder_AndNotOnHowTheyAreMissing()
    {
        string?[][] different = [["a", "b"], ["b", "a"], ["ab"], ["a", "b", null], ["a", null, "b"], ["a", "b "], ["a\nb"], []];

        different.Select(EmbeddingManifest.HashTexts).Distinct().Should().HaveCount(different.Length);
        string?[][] same = [["a", null], ["a", ""], ["a", " \t"]];
        same.Select(EmbeddingManifest.HashTexts).Distinct().Should().ContainSingle();
    }

    [Fact]
    public void HashTexts_IsSha256OfLengthsAndBytes()
    {
        // hashlib.sha256(b'\x02\x00\x00\x00' + 'ä'.encode() + b'\x00\x00\x00\x00' + b'\x01\x00\x00\x00b').hexdigest()
        EmbeddingManifest.HashTexts(["ä", null, "b"]).Should().Be("811c42c0b9631f0afdd9a501064c4ae45762f08ecbda4f2d1516194283e427f5");
    }

    [Fact]
    public void Open_HasTheManifest_OfTheFileBeside()
    {
        _folder.Write("x.npy", NpyBytes.Array("<f4", "(3, 2)", 1f, 2f, 3f, 4f, 5f, 6f));
        using (var without = FrozenEmbeddings.Open(_folder["x.npy"]))
        {
            without.Manifest.Should().BeNull();
        }

        Sample.Write(_folder["x.manifest.json"]);
        using var table = FrozenEmbeddings.Open(_folder["x.npy"]);
        using var reduced = table.Reduce(1);
        using var same = table.Reduce(2);

        table.Manifest.Should().Be(Sample);
        reduced.Manifest.Should().BeNull();
        same.Manifest.Should().Be(Sample);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(3, 3)]
    public void Open_Throws_WhereTheManifestSpeaksOfAnotherShape(int count, int width)
    {
        _folder.Write("x.npy", NpyBytes.Array("<f4", "(3, 2)", 1f, 2f, 3f, 4f, 5f, 6f));
        (Sample with { Count = count, Width = width }).Write(_folder["x.manifest.json"]);

        var act = () => FrozenEmbeddings.Open(_folder["x.npy"]);

        act.Should().Throw<InvalidDataException>().WithMessage(
            $"*x.npy has 3 rows of width 2, but x.manifest.json beside it speaks of {count} rows of width {width}. *embed the texts anew*");
        File.Open(_folder["x.npy"], FileMode.Open, FileAccess.Write, FileShare.None).Dispose();
    }

    public void Dispose() => _folder.Dispose();
}
