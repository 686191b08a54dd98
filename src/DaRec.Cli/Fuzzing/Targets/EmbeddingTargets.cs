using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Text;
using Parquet;
using Parquet.Schema;
using static TorchSharp.torch;

namespace DaRec.Cli.Fuzzing.Targets;

/// <summary>Tables of embeddings and what describes them.</summary>
internal static class EmbeddingTargets
{
    private const int Rows = 5;
    private const int Width = 3;
    private const string Column = "embedding";

    public static IEnumerable<FuzzTarget> Create()
    {
        float[] values = [.. Enumerable.Range(0, Rows * Width).Select(at => (at % 7) - 2.5f)];
        byte[][] arrays =
        [
            SeedFiles.Npy("<f4", [Rows, Width], values),
            SeedFiles.Npy("<f2", [Rows, Width], Array.ConvertAll(values, value => (Half)value)),
            SeedFiles.Npy("<f8", [Rows, Width], Array.ConvertAll(values, value => (double)value)),
        ];
        yield return FuzzTarget.OfFile(".npy, table", "x.npy", arrays, Open);
        yield return FuzzTarget.OfFile(".npy, tensor", "x.npy", [.. arrays, SeedFiles.Npy<long>("<i8", [4], 1, 2, 3, 4)], ReadTensor);
        yield return FuzzTarget.OfFile(".safetensors", "x.safetensors", [Safetensors("F32", 4), Safetensors("BF16", 2)], Open);
        yield return FuzzTarget.OfFile("Parquet, embeddings", "x.parquet", [Parquet(1), Parquet(3)], OpenParquet);
        yield return FuzzTarget.OfFile("manifest", "x.manifest.json", [Manifest()], ReadManifest);
    }

    private static void Open(string path)
    {
        using var scope = NewDisposeScope();
        using var table = FrozenEmbeddings.Open(path);
        Check(table, new FileInfo(path).Length / sizeof(short));
        var last = table.Gather([table.Count - 1]);
        var difference = last.sub(table.Block(table.Count - 1, 1)).nan_to_num().abs().max();
        WrongAnswerException.Unless(Internal.HostReads.ToDouble(difference) == 0, "a row is the same however it is read");
        table.Check();
    }

    private static void OpenParquet(string path)
    {
        using var scope = NewDisposeScope();
        using var table = FrozenEmbeddings.OpenParquet(path, Column);
        Check(table, 1L << 21);
    }

    private static void Check(FrozenEmbeddings table, long most) =>
        WrongAnswerException.Unless(
            table.Count >= 1 && table.Width >= 1 && table.Count * table.Width <= most, "a table has as many numbers as its file");

    private static void ReadTensor(string path)
    {
        using var tensor = NpyFile.Read(path);
        WrongAnswerException.Unless(tensor.numel() <= new FileInfo(path).Length, "a tensor has as many numbers as its file");
    }

    private static void ReadManifest(string path)
    {
        var manifest = EmbeddingManifest.Read(path);
        WrongAnswerException.Unless(manifest is { Model: not null, TextHash: not null, FormatVersion: 1 }, "a manifest has what it must have");
    }

    private static byte[] Safetensors(string type, int itemSize)
    {
        const int count = Rows * Width;
        var header = SeedFiles.Text(
            $$$"""{"__metadata__":{"format":"pt"},"emb":{"dtype":"{{{type}}}","shape":[{{{Rows}}},{{{Width}}}],"data_offsets":[0,{{{count * itemSize}}}]}}""");
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. Enumerable.Range(0, count * itemSize).Select(at => (byte)(at % 60))];
    }

    private static byte[] Parquet(int groups)
    {
        using var stream = new MemoryStream();
        Task.Run(() => WriteAsync(stream, groups)).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static async Task WriteAsync(MemoryStream stream, int groups)
    {
        var id = new DataField<int>("id");
        var list = new ListField(Column, new DataField<float>("element", nullable: false));
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(id, list), stream).ConfigureAwait(false);
        for (var number = 0; number < groups; number++)
        {
            float[] values = [.. Enumerable.Range(0, Rows * Width).Select(at => at + number + 0.5f)];
            int[] definition = [.. Enumerable.Repeat(2, values.Length)];
            int[] repetition = [.. Enumerable.Range(0, values.Length).Select(at => at % Width == 0 ? 0 : 1)];
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(id, Enumerable.Range(0, Rows).ToArray()).ConfigureAwait(false);
            await group.WriteAllPartsAsync<float>((DataField)list.Item, values, definition, repetition, CancellationToken.None)
                .ConfigureAwait(false);
        }
    }

    private static byte[] Manifest() => SeedFiles.Written(folder => new EmbeddingManifest
    {
        Model = "model",
        Count = Rows,
        Width = Width,
        TextHash = EmbeddingManifest.HashTexts(["a", "b", null]),
        TextFile = "item_text.tsv",
        Normalized = true,
        ElementType = "float32",
        MissingCount = 1,
    }.Write(Path.Combine(folder, "x"))).Values.Single();
}
