using DaRec.Text;
using DaRec.Text.Records;
using Parquet;
using Parquet.Schema;

namespace DaRec.Cli.Fuzzing.Targets;

/// <summary>Files of texts and catalogues.</summary>
internal static class TextTargets
{
    private const string Tsv = "0\tfirst text\n1\tsecond, \"quoted\"\n2\t\n3\tünïcode 日本\n";
    private const string Csv = "id,title,description\n0,\"one, two\",three\n1,\"say \"\"hi\"\"\",\n2,a,\"line\nbreak\"\n";
    private const string JsonLines = "{\"id\":0,\"text\":\"one\"}\n{\"id\":1,\"text\":\"tw\\u00f6\"}\n\n{\"id\":2,\"text\":null}\n";
    private const string Records = "{\"id\":\"a\",\"title\":[\"one\",\"two\"],\"n\":1}\n{\"n\":2.5,\"id\":\"b\"}\n";

    private static readonly string[] Ids = ["a", "b", "c"];
    private static readonly string?[] Titles = ["one", null, "two"];

    public static IEnumerable<FuzzTarget> Create()
    {
        yield return FuzzTarget.OfFile("texts .tsv", "x.tsv", [SeedFiles.Text(Tsv)], ReadTexts);
        yield return FuzzTarget.OfFile("texts .csv", "x.csv", [SeedFiles.Text(Csv), SeedFiles.Text("0;one\n1;two\n")], ReadTexts);
        yield return FuzzTarget.OfFile("texts .jsonl", "x.jsonl", [SeedFiles.Text(JsonLines)], ReadTexts);
        yield return FuzzTarget.OfFile("records .csv", "y.csv", [SeedFiles.Text(Csv)], ReadRecords);
        yield return FuzzTarget.OfFile("records .jsonl", "y.jsonl", [SeedFiles.Text(Records)], ReadRecords);
        yield return FuzzTarget.OfFile("Parquet, records", "y.parquet", [Parquet(1), Parquet(2)], ReadRecords);
    }

    private static void ReadTexts(string path)
    {
        var table = TextFile.Read(path);
        var texts = table.Texts;
        WrongAnswerException.Unless(texts.Count(text => text is null) == table.MissingCount, "missing texts are counted");
        WrongAnswerException.Unless(texts.Count <= 1000 + (10 * new FileInfo(path).Length), "rows are in proportion to the file");
    }

    private static void ReadRecords(string path)
    {
        using var reader = RecordReader.Open(path, hasHeader: null, fields => fields.Contains("id"));
        reader.Need(Enumerable.Range(0, reader.ColumnCount));
        var characters = 0L;
        while (reader.Read())
        {
            for (var column = 0; column < reader.ColumnCount; column++)
            {
                characters += reader[column].Length;
            }
        }

        WrongAnswerException.Unless(characters <= (1L << 24) + (100 * new FileInfo(path).Length), "fields are in proportion to the file");
    }

    private static byte[] Parquet(int groups)
    {
        using var stream = new MemoryStream();
        Task.Run(() => WriteAsync(stream, groups)).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static async Task WriteAsync(MemoryStream stream, int groups)
    {
        var (id, title, number) = (new DataField<string>("id"), new DataField<string>("title"), new DataField<long>("n"));
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(id, title, number), stream).ConfigureAwait(false);
        for (var at = 0; at < groups; at++)
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(id, Ids).ConfigureAwait(false);
            await group.WriteAsync(title, Titles!).ConfigureAwait(false);
            await group.WriteAsync<long>(number, new[] { 1L, at, 3L }).ConfigureAwait(false);
        }
    }
}
