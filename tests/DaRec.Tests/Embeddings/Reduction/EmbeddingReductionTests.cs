using System.Text.Json.Nodes;
using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Embeddings.Reduction;

public class EmbeddingReductionTests
{
    [Fact]
    public void Reduce_KeepsEveryInnerProduct_WhereRowsSpanNoMore()
    {
        var rows = Tensors.Random(40, 3, 1).mm(Tensors.Random(3, 20, 2));
        using var table = FrozenEmbeddings.FromTensor(rows);

        using var reduced = table.Reduce(3);

        reduced.Width.Should().Be(3);
        reduced.VarianceKept.Should().BeApproximately(1, 1e-6);
        var kept = reduced.Block(0, 40, ScalarType.Float64);
        Tensors.Difference(kept.mm(kept.t()), rows.mm(rows.t())).Should().BeLessThan(1e-5);
    }

    [Fact]
    public void Reduce_KeepsAsMuchAsTheBestProjection()
    {
        // Falling variances, a mean, and the exact answer from a full SVD.
        var scales = arange(1, 31, dtype: ScalarType.Float64).reciprocal();
        var rows = Tensors.Random(300, 30, 1).mul(scales).mm(Tensors.Rotation(30)).add(0.3);
        using var table = FrozenEmbeddings.FromTensor(rows);

        using var reduced = table.Reduce(5);

        var singular = linalg.svd(rows, fullMatrices: false).S.square();
        var lost = singular.narrow(0, 5, 25).sum().ToDouble();
        var variance = rows.sub(rows.mean([0L], keepdim: true)).square().sum().ToDouble();
        reduced.VarianceKept.Should().BeApproximately(1 - (lost / variance), 1e-3);
    }

    [Fact]
    public void Reduce_GivesTablesACommonBasis()
    {
        var rows = Tensors.Random(30, 4, 1).mm(Tensors.Random(4, 16, 2));
        using var first = FrozenEmbeddings.FromTensor(rows.narrow(0, 0, 10));
        using var second = FrozenEmbeddings.FromTensor(rows.narrow(0, 10, 20));

        var reduced = FrozenEmbeddings.Reduce(4, [first, second]);

        var (x, y) = (reduced[0].Block(0, 10, ScalarType.Float64), reduced[1].Block(0, 20, ScalarType.Float64));
        Tensors.Difference(x.mm(y.t()), rows.narrow(0, 0, 10).mm(rows.narrow(0, 10, 20).t())).Should().BeLessThan(1e-5);
    }

    [Fact]
    public void Reduce_IsTheSame_EachTime()
    {
        using var table = FrozenEmbeddings.FromTensor(Tensors.Random(50, 12));

        using var first = table.Reduce(4);
        using var second = table.Reduce(4);

        Tensors.Difference(first.Block(0, 50), second.Block(0, 50)).Should().Be(0);
    }

    [Fact]
    public void Reduce_LeavesANarrowTableAsItIs()
    {
        var rows = Tensors.Random(5, 4, dtype: ScalarType.Float32);
        using var table = FrozenEmbeddings.FromTensor(rows);

        using var same = table.Reduce(4);
        table.Dispose();

        same.VarianceKept.Should().Be(1);
        Tensors.Difference(same.Block(0, 5), rows).Should().Be(0);
    }

    [Fact]
    public void Open_KeepsTheProjectionBesideTheTable_UntilTheTableChanges()
    {
        using var folder = new TemporaryFolder();
        var path = folder["item_emb.npy"];
        NpyFile.Write(path, Tensors.Random(60, 20, 1));
        double kept;
        using (var first = FrozenEmbeddings.Open(path, rank: 6))
        {
            kept = first.VarianceKept;
            kept.Should().BeInRange(0.2, 0.8);
        }

        var projection = folder["item_emb.rank6.npy"];
        NpyFile.Read(projection).shape.Should().Equal(60, 6);
        var longAgo = new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(projection, longAgo); // to see that it is not written again
        using (var again = FrozenEmbeddings.Open(path, rank: 6))
        {
            again.VarianceKept.Should().Be(kept);
            File.GetLastWriteTimeUtc(projection).Should().Be(longAgo);
        }

        NpyFile.Write(path, Tensors.Random(61, 20, 2));
        using var other = FrozenEmbeddings.Open(path, rank: 6);
        other.Count.Should().Be(61);
        other.Block(0, 61).abs().max().ToDouble().Should().BePositive();
    }

    [Fact]
    public void Open_MakesTheProjectionAgain_WhereAnotherTableHasTheNameLengthAndTimeOfTheFirst()
    {
        using var folder = new TemporaryFolder();
        var path = folder["item_emb.npy"];
        NpyFile.Write(path, Tensors.Random(30, 8, 1));
        FrozenEmbeddings.Open(path, rank: 2).Dispose();
        var time = File.GetLastWriteTimeUtc(path);
        NpyFile.Write(path, Tensors.Random(30, 8, 2));
        File.SetLastWriteTimeUtc(path, time);

        using var cached = FrozenEmbeddings.Open(path, rank: 2);

        using var expected = FrozenEmbeddings.Open(path, rank: 2, cache: false);
        Tensors.Difference(cached.Block(0, 30), expected.Block(0, 30)).Should().Be(0);
    }

    [Fact]
    public void Open_MakesTheProjectionAgain_WhereverItsFileIsDamaged()
    {
        using var folder = new TemporaryFolder();
        var path = folder["item_emb.npy"];
        NpyFile.Write(path, Tensors.Random(6, 5, 1));
        FrozenEmbeddings.Open(path, rank: 2).Dispose();
        var projection = folder["item_emb.rank2.npy"];
        var whole = File.ReadAllBytes(projection);
        using var expected = FrozenEmbeddings.Open(path, rank: 2, cache: false);

        for (var at = 6; at < whole.Length; at += 5)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x41;
            File.WriteAllBytes(projection, damaged);

            using var table = FrozenEmbeddings.Open(path, rank: 2);

            (table.Count, table.Width).Should().Be((6, 2));
            Tensors.Difference(table.Block(0, 6), expected.Block(0, 6)).Should().Be(0, $"byte {at} was changed");
        }
    }

    [Theory]
    [InlineData(17)]
    [InlineData(0.123)]
    public void Open_MakesTheProjectionAgain_WhereItsDescriptionSaysThatAnotherShareIsKept(double share)
    {
        using var folder = new TemporaryFolder();
        var path = folder["item_emb.npy"];
        NpyFile.Write(path, Tensors.Random(30, 8));
        FrozenEmbeddings.Open(path, rank: 2).Dispose();
        var description = JsonNode.Parse(File.ReadAllText(folder["item_emb.rank2.json"]))!;
        description["VarianceKept"] = share;
        folder.Write("item_emb.rank2.json", description.ToJsonString());

        using var table = FrozenEmbeddings.Open(path, rank: 2);

        using var expected = FrozenEmbeddings.Open(path, rank: 2, cache: false);
        table.VarianceKept.Should().Be(expected.VarianceKept);
    }

    [Fact]
    public void Reduce_KeepsProjectionsAloneAndInCompanyApart()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write(folder["item_emb.npy"], Tensors.Random(30, 12, 1));
        NpyFile.Write(folder["user_emb.npy"], Tensors.Random(20, 12, 2));
        using var items = FrozenEmbeddings.Open(folder["item_emb.npy"]);
        using var users = FrozenEmbeddings.Open(folder["user_emb.npy"]);

        using var alone = items.Reduce(3);
        var both = FrozenEmbeddings.Reduce(3, [items, users]);

        using var again = items.Reduce(3);
        Tensors.Difference(again.Block(0, 30), alone.Block(0, 30)).Should().Be(0);
        Directory.GetFiles(folder.Root, "*.rank3.npy").Select(Path.GetFileName).Order().Should().Equal(
            "item_emb.rank3.npy", "item_emb.with-user_emb.rank3.npy", "user_emb.with-item_emb.rank3.npy");
        foreach (var table in both)
        {
            table.Dispose();
        }
    }

    [Fact]
    public void Open_WritesNothing_WithoutACache()
    {
        using var folder = new TemporaryFolder();
        var path = folder["item_emb.npy"];
        NpyFile.Write(path, Tensors.Random(30, 8, 1));

        using var reduced = FrozenEmbeddings.Open(path, rank: 2, cache: false);

        reduced.Width.Should().Be(2);
        Directory.GetFiles(folder.Root).Should().Equal(path);
        using var cached = FrozenEmbeddings.Open(path, rank: 2);
        Tensors.Difference(cached.Block(0, 30), reduced.Block(0, 30)).Should().Be(0);
    }

    [Theory]
    [InlineData("Basis")]
    [InlineData("Key")]
    public void Reduce_MakesProjectionsAgain_WhereTheyAreOfDifferentBasesOrVersions(string member)
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write(folder["a.npy"], Tensors.Random(30, 12, 1));
        NpyFile.Write(folder["b.npy"], Tensors.Random(20, 12, 2));
        using var a = FrozenEmbeddings.Open(folder["a.npy"]);
        using var b = FrozenEmbeddings.Open(folder["b.npy"]);
        Reduce();
        var description = JsonNode.Parse(File.ReadAllText(folder["b.with-a.rank3.json"]))!;
        description["Key"]!.GetValue<string>().Should().StartWith("v1-");
        description["Basis"]!.GetValue<string>().Should().HaveLength(64);
        description[member] = "another";
        folder.Write("b.with-a.rank3.json", description.ToJsonString());
        NpyFile.Write(folder["b.with-a.rank3.npy"], zeros(20, 3));

        Reduce();

        using var again = NpyFile.Read(folder["b.with-a.rank3.npy"]);
        again.abs().max().ToDouble().Should().BePositive();

        void Reduce()
        {
            foreach (var table in FrozenEmbeddings.Reduce(3, [a, b]))
            {
                table.Dispose();
            }
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    public void Open_MakesTheProjectionAgain_WhereItsDescriptionIsBroken(string description)
    {
        using var folder = new TemporaryFolder();
        var path = folder["item_emb.npy"];
        NpyFile.Write(path, Tensors.Random(30, 8));
        FrozenEmbeddings.Open(path, rank: 2).Dispose();
        var projection = folder["item_emb.rank2.npy"];
        NpyFile.Write(projection, zeros(30, 2));
        folder.Write("item_emb.rank2.json", description);

        using var table = FrozenEmbeddings.Open(path, rank: 2);

        table.Block(0, 30).abs().max().ToDouble().Should().BePositive();
    }

    [Fact]
    public void Reduce_Throws_ForNaN()
    {
        var rows = Tensors.Random(10, 6);
        rows[3, 2] = double.NaN;
        using var table = FrozenEmbeddings.FromTensor(rows);

        var reduce = () => table.Reduce(2);

        reduce.Should().Throw<InvalidDataException>().WithMessage("*NaN*Check()*");
    }

    [Fact]
    public void Reduce_Throws_ForTablesOfDifferentWidths()
    {
        using var first = FrozenEmbeddings.FromTensor(Tensors.Random(5, 4));
        using var second = FrozenEmbeddings.FromTensor(Tensors.Random(5, 6));

        var different = () => FrozenEmbeddings.Reduce(2, [first, second]);
        var none = () => FrozenEmbeddings.Reduce(2, []);

        different.Should().Throw<ArgumentException>().WithMessage("*one width, got 4, 6*");
        none.Should().Throw<ArgumentException>().WithMessage("*got none*");
    }
}
