using System.IO.Compression;
using DaRec.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

public sealed class NpzInteractionsTests : IDisposable
{
    private static readonly (int, int)[] Expected = [(0, 1), (0, 3), (1, 2), (2, 0)];
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_GivesTheMatrix_OfAFileByScipy()
    {
        var interactions = Interactions.ReadNpz(_folder.Write("x.npz", ScipyFile.Coo));

        interactions.Pairs().Should().Equal(Expected);
        (interactions.UserCount, interactions.ItemCount).Should().Be((3, 4));
    }

    [Theory]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.NoCompression)]
    public void Read_GivesTheSame_FromCooCsrAndCsc(CompressionLevel compression)
    {
        (string, byte[])[] common = [("shape", NpyBytes.Vector("<i8", 3L, 4L)), ("data", NpyBytes.Vector("<f8", 1.0, 1, 1, 1))];
        var coo = NpzBytes.Archive(
            compression,
            [.. common, ("format", NpyBytes.Text("coo")),
             ("row", NpyBytes.Vector("<i4", 2, 0, 0, 1)), ("col", NpyBytes.Vector("<i4", 0, 3, 1, 2))]);
        var coords = NpzBytes.Archive(
            compression,
            [.. common, ("format", NpyBytes.Text("coo")), ("coords", NpyBytes.Array("<i8", "(2, 4)", 2L, 0, 0, 1, 0, 3, 1, 2))]);
        var csr = NpzBytes.Archive(
            compression,
            [.. common, ("format", NpyBytes.Text("csr")),
             ("indptr", NpyBytes.Vector("<i4", 0, 2, 3, 4)), ("indices", NpyBytes.Vector("<i4", 3, 1, 2, 0))]);
        var csc = NpzBytes.Archive(
            compression,
            [.. common, ("format", NpyBytes.Text("csc")),
             ("indptr", NpyBytes.Vector("<i4", 0, 1, 2, 3, 4)), ("indices", NpyBytes.Vector("<i4", 2, 0, 1, 0))]);

        foreach (var bytes in new[] { coo, coords, csr, csc })
        {
            var interactions = Interactions.ReadNpz(_folder.Write("x.npz", bytes));

            interactions.Pairs().Should().Equal(Expected);
            (interactions.UserCount, interactions.ItemCount).Should().Be((3, 4));
        }
    }

    [Fact]
    public void Read_TakesIndices_OfEveryIntegerType()
    {
        byte[][] rows =
        [
            NpyBytes.Vector<sbyte>("|i1", 1, 0), NpyBytes.Vector<short>("<i2", 1, 0), NpyBytes.Vector("<i4", 1, 0),
            NpyBytes.Vector<long>("<i8", 1, 0),
            NpyBytes.Vector<byte>("|u1", 1, 0), NpyBytes.Vector<ushort>("<u2", 1, 0), NpyBytes.Vector<uint>("<u4", 1, 0),
            NpyBytes.Vector<ulong>("<u8", 1, 0),
        ];
        foreach (var row in rows)
        {
            var path = _folder.Write("x.npz", Coo(row: row, column: NpyBytes.Vector("<i4", 0, 1)));

            Interactions.ReadNpz(path).Pairs().Should().Equal((0, 1), (1, 0));
        }
    }

    [Fact]
    public void Read_DropsZeros_OfEveryEntryType()
    {
        byte[][] entries =
        [
            NpyBytes.Vector("|b1", true, false), NpyBytes.Vector<sbyte>("|i1", -1, 0), NpyBytes.Vector<ushort>("<u2", 1, 0),
            NpyBytes.Vector("<i4", 256, 0), NpyBytes.Vector<ulong>("<u8", 1ul << 63, 0), NpyBytes.Vector("<f2", (Half)0.5f, (Half)0),
            NpyBytes.Vector("<f4", 1e-30f, -0f), NpyBytes.Vector("<f8", double.PositiveInfinity, 0),
        ];
        foreach (var data in entries)
        {
            List<string> warnings = [];
            var path = _folder.Write("x.npz", Coo(row: NpyBytes.Vector("<i4", 1, 0), column: NpyBytes.Vector("<i4", 0, 1), data: data));

            Interactions.ReadNpz(path, warnings.Add).Pairs().Should().Equal((1, 0));

            warnings.Should().Equal("x.npz: 1 entries are zero, which is no interaction; they were dropped.");
        }
    }

    [Fact]
    public void Read_TakesTheFormat_AsUnicodeToo()
    {
        var format = NpyBytes.Array("<U3", "()", System.Text.Encoding.UTF32.GetBytes("coo"));

        Interactions.ReadNpz(_folder.Write("x.npz", Coo(format: format))).Count.Should().Be(2);
    }

    [Fact]
    public void Read_IgnoresRoomBehindTheLastRow_OfCsr()
    {
        var bytes = NpzBytes.Archive(
            CompressionLevel.Optimal,
            ("shape", NpyBytes.Vector("<i8", 2L, 2L)),
            ("data", NpyBytes.Vector("<f4", 1f, 1, 9)),
            ("format", NpyBytes.Text("csr")),
            ("indptr", NpyBytes.Vector("<i4", 0, 1, 2)),
            ("indices", NpyBytes.Vector("<i4", 0, 1, 1)));

        Interactions.ReadNpz(_folder.Write("x.npz", bytes)).Pairs().Should().Equal((0, 0), (1, 1));
    }

    [Fact]
    public void Read_CountsDuplicates_WithoutThrowing()
    {
        var interactions = Interactions.ReadNpz(_folder.Write("x.npz", NpzBytes.Coo([0, 0, 1], [1, 1, 0], [2, 2])));

        interactions.Pairs().Should().Equal((0, 1), (1, 0));
        interactions.DuplicateCount.Should().Be(1);
    }

    [Fact]
    public void Read_Throws_ForIndicesOutsideTheMatrix()
    {
        Reading(NpzBytes.Coo([0, 5], [0, 0], [2, 2])).Should().Throw<InvalidDataException>()
            .WithMessage("*x.npz, array 'row': entry 1 is 5, outside 0 to 1.");
        Reading(NpzBytes.Coo([0, 1], [0, -1], [2, 2])).Should().Throw<InvalidDataException>()
            .WithMessage("*array 'col': entry 1 is -1, outside 0 to 1.");
        Reading(Coo(row: NpyBytes.Vector<ulong>("<u8", ulong.MaxValue, 0))).Should().Throw<InvalidDataException>()
            .WithMessage("*array 'row': entry 0 is 18446744073709551615, outside 0 to 1.");
    }

    [Theory]
    [InlineData(new[] { 0, 2 }, "*expected 2 ascending offsets*got 2*", 1L)]
    [InlineData(new[] { 0, 2 }, "*expected 3 ascending offsets*got 2*", 2L)]
    [InlineData(new[] { 1, 1, 2 }, "*expected 3 ascending offsets that begin with 0*", 2L)]
    [InlineData(new[] { 0, 2, 1 }, "*expected 3 ascending offsets*", 2L)]
    [InlineData(new[] { 0, 1, 3 }, "*array 'indptr': entry 2 is 3, outside 0 to 2*", 2L)]
    public void Read_Throws_ForOffsetsOfCsr(int[] offsets, string message, long rows)
    {
        var bytes = NpzBytes.Archive(
            CompressionLevel.Optimal,
            ("shape", NpyBytes.Vector("<i8", rows, 2L)),
            ("data", NpyBytes.Vector("<f4", 1f, 1)),
            ("format", NpyBytes.Text("csr")),
            ("indptr", NpyBytes.Vector("<i4", offsets)),
            ("indices", NpyBytes.Vector("<i4", 0, 1)));

        if (rows == offsets.Length - 1 && offsets is [0, 2])
        {
            Reading(bytes).Should().NotThrow();
        }
        else
        {
            Reading(bytes).Should().Throw<InvalidDataException>().WithMessage(message);
        }
    }

    [Fact]
    public void Read_Throws_ForArraysThatDoNotMakeAMatrix()
    {
        Reading(NpzBytes.Coo([0, 1], [0], [2, 2])).Should().Throw<InvalidDataException>()
            .WithMessage("*as many rows, columns and entries; got 2, 1 and 2.");
        Reading(NpzBytes.Coo([0, 1], [0, 1], [2, 2], [1])).Should().Throw<InvalidDataException>().WithMessage("*got 2, 2 and 1.");
        Reading(NpzBytes.Coo([0, 1], [0, 1], [2, 2, 2])).Should().Throw<InvalidDataException>().WithMessage("*got 3 dimensions.");
        Reading(NpzBytes.Coo([0, 1], [0, 1], [2, -2])).Should().Throw<InvalidDataException>().WithMessage("*array 'shape': entry 1 is -2*");
        Reading(NpzBytes.Coo([0, 1], [0, 1], [2, 1L << 40])).Should().Throw<InvalidDataException>()
            .WithMessage("*array 'shape': entry 1 is 1099511627776*");
        Reading(NpzBytes.Coo([0, 1], [0, 1], [2, 2], [1, float.NaN])).Should().Throw<InvalidDataException>()
            .WithMessage("*array 'data': entry 1 is NaN.");
        Reading(Coo(row: NpyBytes.Vector("<f4", 1f, 0))).Should().Throw<InvalidDataException>()
            .WithMessage("*array 'row': expected integers; it holds '<f4' of shape (2).");
        Reading(Coo(data: NpyBytes.Array("|S1", "(2,)", "ab"u8.ToArray()))).Should().Throw<InvalidDataException>()
            .WithMessage("*expected numbers or bools; it holds '|S1'*");
        Reading(Coo(format: NpyBytes.Text("dia"))).Should().Throw<InvalidDataException>()
            .WithMessage("*sparse format 'dia'; expected coo, csr or csc: scipy.sparse.save_npz(path, matrix.tocoo()).");
        Reading(Coo(format: NpyBytes.Vector("<i4", 1))).Should().Throw<InvalidDataException>()
            .WithMessage("*array 'format': expected one string*");
    }

    [Fact]
    public void Read_SaysWhatArrived_ForForeignFiles()
    {
        Reading([]).Should().Throw<InvalidDataException>().WithMessage("*x.npz: expected a .npz file as scipy.sparse.save_npz writes it*");
        Reading("user,item"u8.ToArray()).Should().Throw<InvalidDataException>().WithMessage("*it is no zip archive or a truncated one.");
        Reading(NpzBytes.Archive(CompressionLevel.Optimal, ("arr_0", NpyBytes.Vector("<i4", 1)))).Should().Throw<InvalidDataException>()
            .WithMessage("*there is no array 'format', only: arr_0.npy.");
        Reading(NpzBytes.Archive(CompressionLevel.Optimal, ("format", "coo"u8.ToArray()))).Should().Throw<InvalidDataException>()
            .WithMessage("*x.npz, array 'format': not a .npy array*");
    }

    [Fact]
    public void Read_ThrowsInvalidData_WhereverTheFileIsCut()
    {
        for (var length = 0; length < ScipyFile.Coo.Length; length++)
        {
            Reading(ScipyFile.Coo[..length]).Should().Throw<InvalidDataException>($"{length} bytes are left");
        }
    }

    [Fact]
    public void Read_GivesTheMatrixOrThrowsInvalidData_WhereverAByteIsChanged()
    {
        for (var at = 0; at < ScipyFile.Coo.Length; at++)
        {
            byte[] bytes = [.. ScipyFile.Coo];
            bytes[at] ^= 0x55;
            try
            {
                Interactions.ReadNpz(_folder.Write("x.npz", bytes)).Pairs().Should().Equal(Expected, $"byte {at} was changed");
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Theory]
    [InlineData(2147483590, 5)]
    [InlineData(5, 2147483590)]
    [InlineData(200000000, 5)]
    public void Read_Throws_BeforeItAllocates_ForShapesOutOfProportion(long users, long items)
    {
        var bytes = NpzBytes.Coo([0, 1], [1, 0], [users, items]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Reading(bytes).Should().Throw<InvalidDataException>().WithMessage($"*x.npz*'shape'*{users} users and {items} items for 2 entries*");

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 24);
    }

    [Fact]
    public void Read_TakesAPartWithFewInteractions_OfALargeCatalogue() =>
        Interactions.ReadNpz(_folder.Write("x.npz", NpzBytes.Coo([0, 1], [1, 0], [3, 1_000_000]))).ItemCount.Should().Be(1_000_000);

    [Fact]
    public void Read_Throws_BeforeItUnpacks_ForZerosThatFillTheMemory()
    {
        var zeros = NpyBytes.Vector("|i1", new sbyte[20_000_000]);
        var bytes = Coo(zeros, zeros, zeros);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Reading(bytes).Should().Throw<InvalidDataException>().WithMessage("*x.npz*unpack*compressed=False*");

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 24);
    }

    [Fact]
    public void Read_Throws_ForCoordinatesWithMoreRowsThanNumbersHave() =>
        Reading(NpzBytes.Archive(
            CompressionLevel.Optimal,
            ("coords", NpyBytes.Array<int>("<i4", "(4294967296, 0)")),
            ("format", NpyBytes.Text("coo")),
            ("shape", NpyBytes.Vector("<i8", 2L, 2L)),
            ("data", NpyBytes.Vector("<f4", 1f, 1f)))).Should().Throw<InvalidDataException>().WithMessage("*x.npz*");

    [Fact]
    public void Read_Throws_ForDamageInAStoredEntry()
    {
        var row = NpyBytes.Vector("<i4", 1, 0);
        var bytes = NpzBytes.Archive(
            CompressionLevel.NoCompression,
            ("row", row),
            ("col", row),
            ("format", NpyBytes.Text("coo")),
            ("shape", NpyBytes.Vector("<i8", 2L, 2L)),
            ("data", NpyBytes.Vector("<f4", 1f, 1f)));
        bytes[bytes.AsSpan().IndexOf(row) + row.Length - 4] ^= 1;

        Reading(bytes).Should().Throw<InvalidDataException>().WithMessage("*array 'row': *damaged.");
    }

    [Fact]
    public void Write_GivesScipysArrays_UpToTheirOrder()
    {
        var scipy = Interactions.ReadNpz(_folder.Write("scipy.npz", ScipyFile.Coo));

        scipy.WriteNpz(_folder["x.npz"]);

        // SciPy keeps the order of the pairs; here they are sorted. All else is its file, array by array.
        var (expected, actual) = (Arrays("scipy.npz"), Arrays("x.npz"));
        actual.Keys.Should().BeEquivalentTo("row.npy", "col.npy", "format.npy", "shape.npy", "data.npy").And.BeEquivalentTo(expected.Keys);
        actual["row.npy"].Should().Equal(NpyBytes.Vector("<i4", 0, 0, 1, 2));
        actual["col.npy"].Should().Equal(NpyBytes.Vector("<i4", 1, 3, 2, 0));
        actual["format.npy"].Should().Equal(expected["format.npy"]);
        actual["shape.npy"].Should().Equal(expected["shape.npy"]);
        actual["data.npy"].Should().Equal(expected["data.npy"]);
    }

    [Theory]
    [InlineData(0, 2, 3)]
    [InlineData(1, 1, 1)]
    [InlineData(500, 60, 70)]
    public void Write_IsReadBack_AndIsTheSameBytesEachTime(int pairs, int users, int items)
    {
        var random = new Random(pairs);
        var interactions = Interactions.FromPairs(
            [.. Enumerable.Range(0, pairs).Select(_ => random.Next(users))],
            [.. Enumerable.Range(0, pairs).Select(_ => random.Next(items))],
            users,
            items);

        interactions.WriteNpz(_folder["x.npz"]);
        interactions.WriteNpz(_folder["again.npz"]);

        var read = Interactions.ReadNpz(_folder["x.npz"]);
        read.Pairs().Should().Equal(interactions.Pairs());
        (read.UserCount, read.ItemCount, read.DuplicateCount).Should().Be((users, items, 0));
        File.ReadAllBytes(_folder["again.npz"]).Should().Equal(File.ReadAllBytes(_folder["x.npz"]));
        Directory.GetFiles(_folder.Root).Should().HaveCount(2, "nothing is left beside them");
    }

    [Fact]
    public void Write_LeavesWhatWasThere_WhenItCannotWrite()
    {
        Directory.CreateDirectory(_folder["x.npz"]);

        var write = () => Interactions.FromPairs([0], [0], 1, 1).WriteNpz(_folder["x.npz"]);

        write.Should().Throw<SystemException>();
        Directory.GetFileSystemEntries(_folder.Root).Should().Equal(_folder["x.npz"]);
    }

    public void Dispose() => _folder.Dispose();

    private Dictionary<string, byte[]> Arrays(string name)
    {
        using var zip = ZipFile.OpenRead(_folder[name]);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return bytes.ToArray();
        });
    }

    private Action Reading(byte[] bytes) => () => Interactions.ReadNpz(_folder.Write("x.npz", bytes));

    private static byte[] Coo(byte[]? row = null, byte[]? column = null, byte[]? data = null, byte[]? format = null) => NpzBytes.Archive(
        CompressionLevel.Optimal,
        ("row", row ?? NpyBytes.Vector("<i4", 0, 1)),
        ("col", column ?? NpyBytes.Vector("<i4", 0, 1)),
        ("format", format ?? NpyBytes.Text("coo")),
        ("shape", NpyBytes.Vector("<i8", 2L, 2L)),
        ("data", data ?? NpyBytes.Vector("<f4", 1f, 1f)));
}
