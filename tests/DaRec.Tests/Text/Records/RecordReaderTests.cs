using DaRec.Tests.Testing;
using DaRec.Text.Records;
using FluentAssertions;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace DaRec.Tests.Text.Records;

public sealed class RecordReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("x.csv", "id,title,n\na,\"one, two\",1\nb,,2\n")]
    [InlineData("x.csv", "id;title;n\na;one, two;1\nb;;2\n")]
    [InlineData("x.tsv", "id\ttitle\tn\na\tone, two\t1\nb\t\t2\n")]
    [InlineData("x.txt", "id,title,n\na,\"one, two\",1\nb,,2\n")]
    [InlineData("x.jsonl", "{\"id\":\"a\",\"title\":[\"one\",\"two\"],\"n\":1}\n\n{\"n\":2,\"id\":\"b\"}\n")]
    [InlineData("x.ndjson", "{\"id\":\"a\",\"title\":\"one, two\",\"n\":1}\n{\"id\":\"b\",\"title\":null,\"n\":2}\n")]
    public void Read_GivesTheSameRecords_OfAnyFormat(string name, string content) => Check(_folder.Write(name, content));

    [Fact]
    public async Task Read_GivesTheSameRecords_OfParquet()
    {
        var id = new DataField<string>("id");
        var title = new DataField<string>("title");
        var number = new DataField<long>("n");
        await using (var file = File.Create(_folder["x.parquet"]))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(id, title, number), file))
        {
            foreach (var (key, text, value) in new[] { ("a", "one, two", 1L), ("b", null, 2L) })
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync(id, new[] { key });
                await group.WriteAsync(title, new[] { text! });
                await group.WriteAsync<long>(number, new[] { value });
            }
        }

        Check(_folder["x.parquet"]);
    }

    [Theory]
    [InlineData("a,1\nb,2\n", false)]
    [InlineData("word,other\nb,x2\n", true)]
    [InlineData("known,1\nb,2\n", true)]
    public void Names_AreThere_WhereTheFirstLineIsAHeader(string content, bool hasHeader)
    {
        using var records = RecordReader.Open(_folder.Write("x.csv", content), null, fields => fields.Contains("known"));

        (records.Names is not null).Should().Be(hasHeader);
        var count = 0;
        while (records.Read())
        {
            count++;
        }

        count.Should().Be(hasHeader ? 1 : 2);
    }

    [Theory]
    [InlineData("x.csv", "", "*expected a table; the file is empty.")]
    [InlineData("x.csv", "a,b\n1,2\n3\n", "*line 3: expected 2 fields, got 1*")]
    [InlineData("x.jsonl", "\n", "*expected JSON objects with keys, one a line; there is none.")]
    [InlineData("x.json", "[{\"b\": 1}]\n", "*line 1: expected a JSON object a line, got array*")]
    [InlineData("x.jsonl", "{\"a\": 1, \"b\": 2}\n{\"a\":\n", "*line 2: expected a JSON object a line; *")]
    [InlineData("x.jsonl", "{\"a\": 1, \"b\": {}}\n", "*line 1: expected a string with the key \"b\", got object*")]
    [InlineData("x.jsonl", "{\"a\": 1, \"b\": 2}\n{\"\\ud800\": 1}\n", "*line 2: expected text in Unicode, got half a character*")]
    [InlineData("x.jsonl", "{\"\\ud800\": 1}\n", "*line 1: expected text in Unicode, got half a character*")]
    [InlineData("x.parquet", "PAR1", "*no Parquet file that can be read*")]
    [InlineData("x.xml", "<a/>", "*expected .csv, .tsv, .txt, .jsonl, .ndjson, .json or .parquet, got '.xml'*")]
    public void Read_NamesTheFileAndTheLine_OfWhatIsWrong(string name, string content, string message)
    {
        var path = _folder.Write(name, content);

        var act = () =>
        {
            using var records = RecordReader.Open(path, true, _ => true);
            records.Need([1]);
            while (records.Read())
            {
            }
        };

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    public void Dispose() => _folder.Dispose();

    private static void Check(string path)
    {
        using var records = RecordReader.Open(path, null, fields => fields.Contains("id"));

        records.Names.Should().Equal("id", "title", "n");
        records.ColumnCount.Should().Be(3);
        records.Need([0, 1, 2]);
        List<string[]> found = [];
        while (records.Read())
        {
            found.Add([records[0].ToString(), records[1].ToString(), records[2].ToString()]);
            records.Error("wrong").Message.Should().StartWith(path).And.Contain("wrong");
        }

        found.Should().HaveCount(2);
        found[0].Should().Equal("a", "one, two", "1");
        found[1].Should().Equal("b", "", "2");
    }
}
