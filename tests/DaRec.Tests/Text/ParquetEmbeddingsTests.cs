using DaRec.Embeddings;
using DaRec.Tests.Testing;
using DaRec.Text;
using FluentAssertions;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace DaRec.Tests.Text;

public sealed class ParquetEmbeddingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["t.parquet"];

    [Fact]
    public async Task OpenParquet_GivesTheRowsOfAllRowGroups_InOrder()
    {
        await Write<float>([[1, 2], [3, 4], [5, 6]], [[7, 8]], [[9, 10], [11, 12]]);

        using var table = FrozenEmbeddings.OpenParquet(File, "embedding");

        (table.Count, table.Width).Should().Be((6, 2));
        Values(table).Should().Equal(Enumerable.Range(1, 12).Select(value => (float)value));
    }

    [Fact]
    public async Task OpenParquet_TakesDoubles()
    {
        await Write<double>([[Math.PI, 1e300], [-0.5, 3]]);

        using var table = FrozenEmbeddings.OpenParquet(File, "embedding");

        Values(table).Should().Equal((float)Math.PI, float.PositiveInfinity, -0.5f, 3);
    }

    [Fact]
    public async Task OpenParquet_TakesManyRowsOfManyGroups()
    {
        var random = new Random(2);
        float[]?[][] groups =
        [
            .. Enumerable.Range(1, 5).Select(group => Enumerable.Range(0, group * 37)
                .Select(_ => Enumerable.Range(0, 65).Select(_ => random.NextSingle()).ToArray()).ToArray()),
        ];
        await Write(groups);

        using var table = FrozenEmbeddings.OpenParquet(File, "embedding");

        Values(table).Should().Equal(groups.SelectMany(group => group).SelectMany(row => row!));
    }

    [Fact]
    public async Task OpenParquet_Ends_WhicheverByteOfTheMetadataIsChanged()
    {
        await Write<float>([[1, 2], [3, 4]], [[5, 6]]);
        var whole = System.IO.File.ReadAllBytes(File);
        var begin = whole.Length - 8 - BitConverter.ToInt32(whole, whole.Length - 8);

        for (var at = begin; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x12; // of the last byte, this makes a field that begins and a file that the library reads for ever
            System.IO.File.WriteAllBytes(File, damaged);
            try
            {
                using var table = FrozenEmbeddings.OpenParquet(File, "embedding");
                table.Count.Should().BeInRange(1, 3);
            }
            catch (InvalidDataException exception)
            {
                exception.Message.Should().Contain("t.parquet", $"byte {at} was changed");
            }
        }
    }

    [Theory]
    [InlineData(30_000)]
    [InlineData(45_000)]
    public void OpenParquet_Throws_ForListsWithinLists(int depth)
    {
        // An unknown field, a list of one list of one list …
        byte[] metadata = [0xF9, .. Enumerable.Repeat((byte)0x19, depth)];
        System.IO.File.WriteAllBytes(File, [.. "PAR1"u8, .. metadata, .. BitConverter.GetBytes(metadata.Length), .. "PAR1"u8]);

        var open = () => FrozenEmbeddings.OpenParquet(File, "embedding");

        open.Should().Throw<InvalidDataException>().WithMessage("*t.parquet*");
    }

    [Fact]
    public async Task OpenParquet_LeavesOneTensor()
    {
        await Write<float>([[1, 2]]);

        LiveTensors.ShouldStay(1, () => FrozenEmbeddings.OpenParquet(File, "embedding"));
    }

    [Fact]
    public async Task OpenParquet_NamesTheColumns_WhereThereIsNoSuch()
    {
        await Write<float>([[1, 2]]);

        ShouldThrow("vector", "*t.parquet: there is no column 'vector', only id, embedding, more.");
        ShouldThrow("id", "*column 'id' holds Int32; expected lists of float or double*");
        ShouldThrow("more", "*column 'more' holds lists of Int64; expected*");
    }

    [Fact]
    public async Task OpenParquet_NamesTheRow_ThatHasAnotherLength()
    {
        await Write<float>([[1, 2], [3, 4]], [[5, 6], [7]]);
        ShouldThrow("embedding", "*column 'embedding': row 3 (from 0) has 1 values; the first row has 2*");

        await Write<float>([[1, 2], [3, 4, 5]]);
        ShouldThrow("embedding", "*row 1 (from 0) has 3 values*");
    }

    [Fact]
    public async Task OpenParquet_NamesTheRow_ThatIsEmptyOrNull()
    {
        await Write<float>([[1, 2], [], [3, 4]]);
        ShouldThrow("embedding", "*row 1 (from 0) is empty or null*");

        await Write<float>([[1, 2]], [[3, 4], null]);
        ShouldThrow("embedding", "*row 2 (from 0) is empty or null*");

        await Write([(float[]?)null]);
        ShouldThrow("embedding", "*row 0 (from 0) is empty or null*");
    }

    [Fact]
    public async Task OpenParquet_NamesTheRow_ThatHasNulls()
    {
        await WriteNullable([[1, 2], [3, null]]);
        ShouldThrow("embedding", "*row 1 (from 0) has null at place 2 of 2*");

        await WriteNullable([[null], [3]]);
        ShouldThrow("embedding", "*row 0 (from 0) has null at place 1 of 1*");

        await WriteNullable([[1, 2], [3, 4]]);
        using var table = FrozenEmbeddings.OpenParquet(File, "embedding");
        Values(table).Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task OpenParquet_Throws_WithoutRows()
    {
        await Write<float>([]);

        ShouldThrow("embedding", "*column 'embedding' has no rows.");
    }

    [Fact]
    public async Task OpenParquet_ThrowsInvalidData_WhateverBytesChange()
    {
        await Write<float>([[1, 2], [3, 4], [5, 6]], [[7, 8]]);
        var whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(3);
        for (var trial = 0; trial < 300; trial++)
        {
            byte[] content = [.. whole];
            content[random.Next(content.Length)] = (byte)random.Next(256);
            if (trial % 3 == 0)
            {
                content = whole[..random.Next(whole.Length)];
            }

            _folder.Write("t.parquet", content);
            try
            {
                FrozenEmbeddings.OpenParquet(File, "embedding").Dispose();
            }
            catch (InvalidDataException exception)
            {
                exception.Message.Should().StartWith(File);
            }
        }
    }

    [Fact]
    public void OpenParquet_Throws_WithoutTheFile() =>
        new Action(() => FrozenEmbeddings.OpenParquet(File, "embedding")).Should().Throw<FileNotFoundException>();

    public void Dispose() => _folder.Dispose();

    private static float[] Values(FrozenEmbeddings table)
    {
        using var all = table.Block(0, table.Count);
        return all.data<float>().ToArray();
    }

    private void ShouldThrow(string column, string message) =>
        new Action(() => FrozenEmbeddings.OpenParquet(File, column).Dispose()).Should().Throw<InvalidDataException>().WithMessage(message);

    private Task Write<T>(params T[]?[][] groups)
        where T : struct => Write(new DataField<T>("element", nullable: false), groups, (row, _) => row.Select(value => (T?)value));

    private Task WriteNullable(params float?[][][] groups) =>
        Write(new DataField<float>("element", nullable: true), groups, (row, _) => row);

    private async Task Write<T, TRow>(DataField element, TRow[]?[][] groups, Func<TRow[], int, IEnumerable<T?>> values)
        where T : struct
    {
        var id = new DataField<int>("id");
        var list = new ListField("embedding", element);
        var more = new ListField("more", new DataField<long>("element", nullable: false));
        await using var file = System.IO.File.Create(File);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(id, list, more), file);
        foreach (var group in groups)
        {
            using var part = writer.CreateRowGroup();
            await part.WriteAsync<int>(id, Enumerable.Range(0, group.Length).ToArray());
            var (present, definition, repetition) = (new List<T>(), new List<int>(), new List<int>());
            var max = element.MaxDefinitionLevel;
            foreach (var row in group)
            {
                T?[] cells = row is null ? [] : [.. values(row, 0)];
                if (cells.Length == 0)
                {
                    definition.Add(row is null ? 0 : 1);
                    repetition.Add(0);
                }

                foreach (var (at, cell) in cells.Index())
                {
                    definition.Add(cell is null ? max - 1 : max);
                    repetition.Add(at == 0 ? 0 : 1);
                    present.AddRange(cell is { } value ? [value] : []);
                }
            }

            await part.WriteAllPartsAsync<T>(
                (DataField)list.Item, present.ToArray(), definition.ToArray(), repetition.ToArray(), CancellationToken.None);
            int[] ones = [.. Enumerable.Repeat(2, group.Length)];
            await part.WriteAllPartsAsync<long>(
                (DataField)more.Item, new long[group.Length], ones, new int[group.Length], CancellationToken.None);
        }
    }
}
