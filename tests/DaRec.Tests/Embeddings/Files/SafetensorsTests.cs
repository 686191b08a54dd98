using DaRec.Embeddings;
using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static DaRec.Tests.Testing.SafetensorsBytes;

namespace DaRec.Tests.Embeddings.Files;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Open_ReadsEveryFloatingType()
    {
        float[] values = [1.5f, -2, 3, 0.25f, 5, -6];
        var halves = Array.ConvertAll(values, value => (Half)value);
        var brain = Array.ConvertAll(values, value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)); // exact for these
        var doubles = Array.ConvertAll(values, value => (double)value);
        (string Type, byte[] File)[] files =
        [
            ("F16", Table("t", "F16", "[3,2]", halves)),
            ("BF16", Table("t", "BF16", "[3,2]", brain)),
            ("F32", Table("t", "F32", "[3,2]", values)),
            ("F64", Table("t", "F64", "[3,2]", doubles)),
        ];

        foreach (var (type, file) in files)
        {
            using var table = FrozenEmbeddings.Open(_folder.Write($"{type}.safetensors", file));
            using var rows = table.Gather([2, 0]);
            using var block = table.Block(1, 2);

            (table.Count, table.Width).Should().Be((3, 2));
            rows.data<float>().ToArray().Should().Equal([5, -6, 1.5f, -2], type);
            block.data<float>().ToArray().Should().Equal([3, 0.25f, 5, -6], type);
        }
    }

    [Fact]
    public void Open_KnowsTheFormatByItsContent()
    {
        var safetensors = Table("t", "F32", "[1,2]", 1f, 2f);
        var npy = NpyBytes.Array("<f4", "(1, 2)", 1f, 2f);

        foreach (var (name, content) in new[] { ("a.bin", safetensors), ("b.npy", safetensors), ("c.safetensors", npy) })
        {
            using var table = FrozenEmbeddings.Open(_folder.Write(name, content));
            using var rows = table.Gather([0]);
            rows.data<float>().ToArray().Should().Equal([1, 2], name);
        }
    }

    [Fact]
    public void Open_TakesTheOnlyTable_AmongOtherTensors()
    {
        byte[] data = [.. BitConverter.GetBytes(7L), .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f), 1, 2, 3];
        var header = $$"""
            {"text":{{Entry("F32", "[2,1]", 8, 16)}}, "steps":{{Entry("I64", "[]", 0, 8)}}, "new":{{Entry("F6_E2M3", "[4]", 16, 19)}}}
            """;
        using var table = FrozenEmbeddings.Open(_folder.Write("t.safetensors", File(header, data)));

        using var rows = table.Gather([1, 0]);

        rows.data<float>().ToArray().Should().Equal(2, 1);
    }

    [Fact]
    public void Open_NeedsAName_WhereThereAreSeveralTables()
    {
        var header = $$"""{"users":{{Entry("F32", "[1,1]", 0, 4)}},"items":{{Entry("F32", "[1,2]", 4, 12)}}}""";
        var path = _folder.Write("t.safetensors", File(header, [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f), 0, 0, 0, 0]));

        using var items = FrozenEmbeddings.Open(path, tensor: "items");
        items.Width.Should().Be(2);
        using var users = FrozenEmbeddings.Open(path, tensor: "users");
        using var row = users.Gather([0]);
        row.data<float>().ToArray().Should().Equal(1);
        ShouldThrow(
            path, null, "*2 tensors with rows and columns, 'users' F32 (1, 1), 'items' F32 (1, 2); name the one*tensor: \"users\"*");
        ShouldThrow(path, "item", "*no tensor 'item', only 'users' F32 (1, 1), 'items' F32 (1, 2).");
    }

    [Fact]
    public void Open_Throws_ForANameWithAnArray()
    {
        var path = _folder.Write("t.npy", NpyBytes.Array("<f4", "(1, 1)", 1f));

        new Action(() => FrozenEmbeddings.Open(path, tensor: "t").Dispose()).Should().Throw<ArgumentException>()
            .WithParameterName("tensor");
    }

    [Fact]
    public void Reduce_KeepsTablesOfOneFileApart()
    {
        using var scope = torch.NewDisposeScope();
        var values = Tensors.Random(60, 8, dtype: torch.ScalarType.Float32);
        byte[] data = [.. values.bytes];
        var header = $$"""{"a":{{Entry("F32", "[40,8]", 0, 1280)}},"b/c":{{Entry("F32", "[20,8]", 1280, 1920)}}}""";
        var path = _folder.Write("t.safetensors", File(header, data));

        for (var again = 0; again < 2; again++)
        {
            using var a = FrozenEmbeddings.Open(path, tensor: "a");
            using var b = FrozenEmbeddings.Open(path, tensor: "b/c");
            using var alone = FrozenEmbeddings.Open(path, rank: 3, tensor: "b/c");
            var both = FrozenEmbeddings.Reduce(8 - 1, [a, b]);

            both.Select(table => table.Count).Should().Equal(40, 20);
            (alone.Count, alone.Width).Should().Be((20, 3));

            // One basis of nearly all directions: inner products stay.
            var (full, reduced) = (torch.mm(a.Block(0, 40), b.Block(0, 20).t()), torch.mm(both[0].Block(0, 40), both[1].Block(0, 20).t()));
            (full - reduced).abs().mean().ToSingle().Should().BeLessThan(0.5f * full.abs().mean().ToSingle());
            foreach (var table in both)
            {
                table.Dispose();
            }
        }

        Directory.GetFiles(_folder.Root, "*.rank*.npy").Should().HaveCount(3);
    }

    [Fact]
    public void DatasetFolder_FindsIt_WhereThereIsNoArray()
    {
        _folder.Write("trn.npz", NpzBytes.Coo([0, 1], [0, 1], [2, 2]));
        _folder.Write("item_emb.safetensors", Table("e", "F32", "[2,1]", 1f, 2f));
        _folder.Write("user_emb.safetensors", Table("e", "F32", "[2,1]", 3f, 4f));
        using (var data = DatasetFolder.Open(_folder.Root))
        {
            using var rows = data.UserEmbeddings!.Gather([1]);
            rows.data<float>()[0].Should().Be(4);
            data.ItemEmbeddings!.Count.Should().Be(2);
        }

        _folder.Write("user_emb.npy", NpyBytes.Array("<f4", "(2, 1)", 5f, 6f));
        using (var data = DatasetFolder.Open(_folder.Root))
        {
            using var rows = data.UserEmbeddings!.Gather([1]);
            rows.data<float>()[0].Should().Be(6);
        }
    }

    [Fact]
    public void DatasetFolder_NeedsIdsWithIt_WhereInteractionsAreText()
    {
        _folder.Write("trn.tsv", "a\tx\n");
        _folder.Write("item_emb.safetensors", Table("e", "F32", "[1,1]", 1f));

        new Action(() => DatasetFolder.Open(_folder.Root)).Should().Throw<InvalidDataException>()
            .WithMessage("*item_emb.safetensors comes with text files*Write items.tsv*");
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { "not json", "*no JSON object*" },
        { "[]", "*JSON Array; expected an object*" },
        { "3", "*JSON Number*" },
        { "{\"t\":", "*no JSON object*" },
        { "{}", "*take 0 bytes of data, 16 arrived*" },
        { """{"\ud800":{}}""", "*no JSON object*" },
        { """{"t":5}""", "*tensor 't' has no text 'dtype'*" },
        { """{"t":{"dtype":5,"shape":[2,2],"data_offsets":[0,16]}}""", "*no text 'dtype'*" },
        { """{"t":{"dtype":"\udc00","shape":[2,2],"data_offsets":[0,16]}}""", "*no JSON object*" },
        { """{"t":{"dtype":"F32","data_offsets":[0,16]}}""", "*no 'shape'*" },
        { """{"t":{"dtype":"F32","shape":"2,2","data_offsets":[0,16]}}""", "*no 'shape'*" },
        { """{"t":{"dtype":"F32","shape":[2,2]}}""", "*no 'data_offsets'*" },
        { """{"t":{"dtype":"F32","shape":[2,2],"data_offsets":[0]}}""", "*no 'data_offsets'*" },
        { """{"t":{"dtype":"F32","shape":[2,2],"data_offsets":[0,8,16]}}""", "*no 'data_offsets'*" },
        { """{"t":{"dtype":"F32","shape":[2,2],"data_offsets":[null,16]}}""", "*no 'data_offsets'*" },
        { """{"t":{"dtype":"F32","shape":[2,2],"data_offsets":[16,0]}}""", "*no 'data_offsets'*" },
        { """{"t":{"dtype":"F32","shape":[2,2],"data_offsets":[-16,0]}}""", "*no 'data_offsets'*" },
        { """{"t":{"dtype":"F32","shape":[2,2],"data_offsets":[0,1e400]}}""", "*no 'data_offsets'*" },
        { """{"t":{"dtype":"F32","shape":[-2,-2],"data_offsets":[0,16]}}""", "*no 'shape'*" },
        { """{"t":{"dtype":"F32","shape":[2.5,2],"data_offsets":[0,16]}}""", "*no 'shape'*" },
        { """{"t":{"dtype":"F32","shape":[99999999999999999999,2],"data_offsets":[0,16]}}""", "*no 'shape'*" },
        { """{"t":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,16]}}""", "*larger than any file*" },
        { """{"t":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,16]}}""", "*larger than any file*" },
        { """{"t":{"dtype":"F32","shape":[2,2],"data_offsets":[0,8]}}""", "*8 bytes of data; shape (2, 2) of F32 needs 16*" },
        { """{"t":{"dtype":"F32","shape":[4,2],"data_offsets":[0,32]}}""", "*ends at byte 32 of the data, 16 arrived*" },
        { """{"t":{"dtype":"F64","shape":[2,2],"data_offsets":[9223372036854775775,9223372036854775807]}}""", "*16 arrived*truncated*" },
        { """{"t":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}""", "*leaves a gap before it; expected 0*" },
        { """{"t":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""", "*take 8 bytes of data, 16 arrived*" },
        {
            """{"t":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"u":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}""",
            "*'u' begins at byte 8*overlaps*expected 16*"
        },
        {
            """{"t":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"t":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}""",
            "*each name once*'t'*"
        },
        { """{"t":{"dtype":"F32","dtype":"F16","shape":[2,2],"data_offsets":[0,16]}}""", "*each name once*" },
        { """{"t":{"dtype":"F3","shape":[2,2],"data_offsets":[0,16]}}""", "*'t' F3 (2, 2); embeddings are F16, BF16, F32 or F64*" },
        { """{"t":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}""", "*'t' I32 (2, 2); embeddings are F16*" },
        { """{"t":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "*no tensor with rows and columns, only 't' F32 (4)*" },
        {
            """{"e":{"dtype":"F32","shape":[0,2],"data_offsets":[0,0]},"v":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""",
            "*'e' F32 (0, 2); embeddings are a table*"
        },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Open_SaysWhatIsWrong_WithAHeader(string header, string message) =>
        ShouldThrow(_folder.Write("t.safetensors", File(header, new byte[16])), null, message);

    [Fact]
    public void Open_Throws_ForDeepOrForeignText()
    {
        ShouldThrow(_folder.Write("a.safetensors", File(new string('[', 5000), 0)), null, "*no JSON object*");
        byte[] latin = [2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', 0xE9];
        ShouldThrow(_folder.Write("b.safetensors", latin), null, "*not UTF-8*");
        ShouldThrow(_folder.Write("c.safetensors", []), null, "*0 bytes*begins with the 8 bytes*");
        ShouldThrow(_folder.Write("d.safetensors", new byte[7]), null, "*7 bytes*");
        ShouldThrow(_folder.Write("e.safetensors", new byte[8]), null, "*no JSON object*");
        ShouldThrow(_folder.Write("f.txt", "hello, world"u8.ToArray()), null, "*not a .npy array*");
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData((ulong)long.MaxValue + 1)]
    [InlineData(long.MaxValue)]
    [InlineData(1UL << 32)]
    [InlineData(100_000_001UL)]
    [InlineData(200UL)]
    public void Open_Throws_ForAHeaderBeyondTheFile(ulong length)
    {
        byte[] content = [.. BitConverter.GetBytes(length), .. "{}"u8];

        ShouldThrow(_folder.Write("t.safetensors", content), null, $"*a header of {length} bytes in a file of 10; expected at most 2*");
    }

    [Fact]
    public void Open_Throws_ForEveryTruncation()
    {
        var whole = Table("t", "F32", "[2,2]", 1f, 2f, 3f, 4f);
        for (var length = 0; length < whole.Length; length++)
        {
            ShouldThrow(_folder.Write("t.safetensors", whole[..length]), null, "*t.safetensors*");
        }

        ShouldThrow(_folder.Write("t.safetensors", [.. whole, 0]), null, "*take 16 bytes of data, 17 arrived*");
    }

    [Fact]
    public void Open_GivesTheTableOrInvalidData_WhateverBytesChange()
    {
        var random = new Random(5);
        var whole = Table("t", "F32", "[4,2]", 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f);
        var opened = 0;
        for (var trial = 0; trial < 4000; trial++)
        {
            byte[] content = [.. whole];
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                content[random.Next(whole.Length)] = (byte)random.Next(256);
            }

            if (trial % 8 == 0)
            {
                content = new byte[random.Next(64)];
                random.NextBytes(content);
                if (content.Length > 8 && trial % 16 == 0)
                {
                    BitConverter.GetBytes((ulong)random.Next(content.Length)).CopyTo(content, 0);
                }
            }

            var path = _folder.Write("t.safetensors", content);
            try
            {
                using var table = FrozenEmbeddings.Open(path);
                using var all = table.Block(0, table.Count); // whatever opens can be read to the end
                opened++;
            }
            catch (InvalidDataException exception)
            {
                exception.Message.Should().StartWith(path);
            }
        }

        opened.Should().BePositive().And.BeLessThan(4000);
    }

    public void Dispose() => _folder.Dispose();

    private static void ShouldThrow(string path, string? tensor, string message) =>
        new Action(() => FrozenEmbeddings.Open(path, tensor).Dispose()).Should().Throw<InvalidDataException>().WithMessage(message);
}
