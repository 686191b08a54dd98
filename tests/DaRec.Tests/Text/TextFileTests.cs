using System.Text;
using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using DaRec.Text;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Text;

public sealed class TextFileTests : IDisposable
{
    private static readonly string[] Names = ["anna", "bob", "3"];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_TakesNumbersInAnyOrder_OfTabSeparatedLines()
    {
        var table = TextFile.Read(_folder.Write("x.tsv", "2\tlast\tone \n\n0\t\"first\", quoted\r\n1\t \n"));

        table.Texts.Should().Equal("\"first\", quoted", null, "last\tone ");
        table.MissingCount.Should().Be(1);
        table.SkippedCount.Should().Be(0);
    }

    [Fact]
    public void Read_HasARowForEachNumberBelowTheCount()
    {
        var table = TextFile.Read(_folder.Write("x.tsv", "1\tb\n"), new() { Count = 4 });

        table.Texts.Should().Equal(null, "b", null, null);
        table.MissingCount.Should().Be(3);
    }

    [Fact]
    public void Read_TakesIdsInTheOrderOfTheMap()
    {
        var table = TextFile.Read(_folder.Write("x.tsv", "bob\tB\n3\tC\n"), new() { Ids = Names });

        table.Texts.Should().Equal(null, "B", "C");
    }

    [Fact]
    public void Read_AgreesWithTheDatasetFolder_OnItsTexts()
    {
        const string texts = "2\tlast\tone \n0\t \"first\" \n3\t\n";
        _folder.Write("trn.npz", NpzBytes.Coo([0, 1, 2, 3], [0, 1, 2, 3], [4, 4]));
        _folder.Write("item_text.tsv", texts);
        using var dataset = DatasetFolder.Open(_folder.Root);

        var table = TextFile.Read(_folder["item_text.tsv"], new() { Count = 4 });

        EmbeddingManifest.HashTexts(table.Texts)
            .Should().Be(EmbeddingManifest.HashTexts([.. Enumerable.Range(0, 4).Select(dataset.ItemText)]));
    }

    [Fact]
    public void Read_TakesQuotedFieldsOverSeveralLines_OfCsv()
    {
        var table = TextFile.Read(_folder.Write("x.csv", "0,plain\n1,\"with, comma\"\n2,\"two\nlines and \"\"quotes\"\"\"\n3,\n"));

        table.Texts.Should().Equal("plain", "with, comma", "two\nlines and \"quotes\"", null);
        table.MissingCount.Should().Be(1);
    }

    [Theory]
    [InlineData("item_id,title\n", ',')]
    [InlineData("Title;ID\n", ';')]
    [InlineData("year\tid\ttext\n", '\t')]
    public void Read_RecognisesTheHeader_OfCsv(string header, char separator)
    {
        var idComes = header.Contains("item_id") ? 0 : 1;
        string[] fields = header.StartsWith("Title") ? ["A", "0"] : header.StartsWith("year") ? ["1999", "0", "A"] : ["0", "A"];
        idComes.Should().Be(Array.IndexOf(fields, "0"));

        var table = TextFile.Read(_folder.Write("x.csv", header + string.Join(separator, fields) + "\n"));

        table.Texts.Should().Equal("A");
    }

    [Fact]
    public void Read_JoinsTheColumnsAskedFor()
    {
        const string lines = "sku,title,price,tags\nbob,Bobsled,9,\"fast, cold\"\nanna,Annals,8,\n";

        var table = TextFile.Read(_folder.Write("x.csv", lines), new() { Ids = Names, IdColumn = "sku", TextColumns = ["title", "tags"] });

        table.Texts.Should().Equal("Annals", "Bobsled | fast, cold", null);
    }

    [Fact]
    public void Read_TakesColumns_OfTabSeparatedLinesToo()
    {
        var table = TextFile.Read(_folder.Write("x.tsv", "a\tsku\tb\nx\t0\t7\" single\n"), new() { IdColumn = "sku", TextColumns = ["b"] });

        table.Texts.Should().Equal("7\" single");
    }

    [Fact]
    public void Read_TakesAHeaderForALine_IfToldSo()
    {
        var path = _folder.Write("x.csv", "id,text\nbob,B\n");

        TextFile.Read(path, new() { Ids = ["id", "bob"], HasHeader = false }).Texts.Should().Equal("text", "B");
        TextFile.Read(_folder.Write("y.csv", "bob,B\nid,text\n"), new() { Ids = ["id"], HasHeader = true }).Texts.Should().Equal("text");
        TextFile.Read(_folder.Write("x.tsv", "id\ttext\n0\tA\n")).Texts.Should().Equal("A");
    }

    [Fact]
    public void Read_TakesNumbersAndNames_OfJsonLines()
    {
        var path = _folder.Write("x.jsonl", """
            {"id": 3, "text": "three \u00e9"}

            {"text": null, "id": "anna", "more": [1]}
            {"id": "bob", "text": ["a", "b"]}
            """);

        var table = TextFile.Read(path, new() { Ids = Names });

        table.Texts.Should().Equal(null, "a, b", "three é");
        table.MissingCount.Should().Be(1);
    }

    [Fact]
    public void Read_TakesTheKeysAskedFor_OfJsonLines()
    {
        var path = _folder.Write("x.txt", """{"asin": "bob", "id": "x", "title": "T", "none": null, "description": "D", "text": "no"}""");
        var options = new TextFileOptions
        {
            Format = TextFormat.JsonLines,
            Ids = Names,
            IdColumn = "asin",
            TextColumns = ["title", "none", "description"],
        };

        TextFile.Read(path, options).Texts.Should().Equal(null, "T | D", null);
    }

    [Fact]
    public void Read_CountsTheTextsOfUnknownIds_IfToldToSkipThem()
    {
        var path = _folder.Write("x.tsv", "bob\tB\nzoe\tZ\nmax\tM\n");

        var table = TextFile.Read(path, new() { Ids = Names, SkipUnknown = true });

        table.Texts.Should().Equal(null, "B", null);
        table.SkippedCount.Should().Be(2);
        TextFile.Read(_folder.Write("y.tsv", "0\tA\n7\tH\n"), new() { Count = 1, SkipUnknown = true }).SkippedCount.Should().Be(1);
    }

    [Theory]
    [InlineData(".tsv")]
    [InlineData(".csv")]
    [InlineData(".jsonl")]
    public void Read_TakesTextsOfAMillionCharacters(string extension)
    {
        var text = string.Concat(Enumerable.Repeat("word, ", 166_667));
        var line = extension switch
        {
            ".tsv" => $"0\t{text}\n",
            ".csv" => $"0,\"{text}\"\n",
            _ => $"{{\"id\": 0, \"text\": \"{text}\"}}\n",
        };

        var table = TextFile.Read(_folder.Write("x" + extension, line));

        (table.Texts[0] == text).Should().BeTrue();
    }

    [Fact]
    public void Read_SkipsTheByteOrderMark()
    {
        var table = TextFile.Read(_folder.Write("x.tsv", [0xEF, 0xBB, 0xBF, .. "0\tä\n"u8]));

        table.Texts.Should().Equal("ä");
    }

    [Theory]
    [InlineData("x.tsv", "", "*x.tsv: expected texts; there is none in the file.")]
    [InlineData("x.tsv", "0\ta\0\n", "*x.tsv, line 1: expected text, got a NUL character*")]
    [InlineData("x.tsv", "\n \n", "*x.tsv: expected texts; there is none in the file.")]
    [InlineData("x.csv", "id,text\n", "*x.csv: expected texts; there is none in the file.")]
    [InlineData("x.tsv", "0\ta\nb\n", "*x.tsv, line 2: expected an id, a tab and a text; the line is \"b\".")]
    [InlineData("x.tsv", "0\ta\n\n\tb\n", "*line 3: expected an id before the text, got nothing.")]
    [InlineData("x.tsv", "0\ta\none\tb\n", "*line 2: expected a row number 0, 1, 2, …, got 'one'; where the file has ids*(TextFileOptions.Ids).")]
    [InlineData("x.tsv", "0\ta\n-1\tb\n", "*line 2: expected a row number*got '-1'*")]
    [InlineData("x.tsv", "0\ta\n1\tb\n0\tc\n", "*line 3: expected each id once; '0' occurred before, in line 1.")]
    [InlineData("x.tsv", "0\ta\n123456\tb\n", "*line 2: expected row numbers 0, 1, 2, …, got 123456 in a file of 2 texts*")]
    [InlineData("x.csv", "0,\"a\nb\"\n1\n", "*x.csv, line 3: expected 2 fields, got 1; the line is \"1\".")]
    [InlineData("x.csv", "0,\"a\nb\"\n0,c\n", "*line 3: expected each id once; '0' occurred before, in line 1.")]
    [InlineData("x.csv", "0,a\n1,\"open\n2,c\n", "*line 2: a quoted field does not end where it should*the line is \"1,\"open\".")]
    [InlineData("x.csv", "0,a\n1,\"a\"b\n2,c\n", "*line 2: a quoted field does not end where it should*")]
    [InlineData("x.csv", "number,words,text,item\n0,a\n", "*x.csv, line 2: expected 4 fields, got 2*")]
    [InlineData("x.jsonl", "{\"id\": 0, \"text\": \"a\"}\n{\"id\": 1\n", "*x.jsonl, line 2: expected a JSON object; *")]
    [InlineData("x.jsonl", "{\"id\":\"\\ud800\",\"text\":\"x\"}\n", "*line 1: expected text in Unicode, got half a character*")]
    [InlineData("x.jsonl", "{\"id\":0,\"\\ud800\":1,\"text\":\"x\"}\n", "*line 1: expected text in Unicode, got half a character*")]
    [InlineData("x.jsonl", "{\"id\":0,\"text\":[\"\\ud800\"]}\n", "*line 1: expected text in Unicode, got half a character*")]
    [InlineData("x.jsonl", "[0, \"a\"]\n", "*line 1: expected a JSON object, got array*")]
    [InlineData("x.jsonl", "\n{\"number\": {}, \"text\": \"a\"}\n", "*line 2: expected a string or number with the key \"id\"*")]
    [InlineData("x.jsonl", "{\"id\": 0, \"text\": {\"a\": 1}}\n", "*line 1: expected a string with the key \"text\", got object*")]
    [InlineData("x.jsonl", "{\"id\": 0, \"text\": \"a\"}\n{\"id\": \"0\", \"text\": \"b\"}\n", "*line 2: expected each id once*in line 1.")]
    public void Read_NamesTheLine_OfWhatIsWrong(string name, string content, string message)
    {
        var act = () => TextFile.Read(_folder.Write(name, content));

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData("zoe\tZ\n", "*line 1: expected an id of the 3 in the id map, got 'zoe'; SkipUnknown *; if line 1 names the columns, *")]
    [InlineData("bob\tB\n7\tH\n", "*line 2: *got '7'; if the file has row numbers, read it without Ids; SkipUnknown*")]
    [InlineData("bob\tB\nbob\tB\n", "*line 2: expected each id once; 'bob' occurred before, in line 1.")]
    public void Read_NamesTheLine_OfUnknownOrRepeatedIds(string content, string message)
    {
        var act = () => TextFile.Read(_folder.Write("x.tsv", content), new() { Ids = Names });

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Read_NamesTheLine_OfNumbersBeyondTheCount()
    {
        var act = () => TextFile.Read(_folder.Write("x.tsv", "0\ta\n3\tb\n"), new() { Count = 3 });

        act.Should().Throw<InvalidDataException>().WithMessage("*line 2: expected a number from 0 to 2, got 3; SkipUnknown*");
    }

    [Theory]
    [InlineData("x.tsv", "0\tgood\n1\tcaf\u00e9\n2\tgood\n")]
    [InlineData("x.csv", "0,good\n1,caf\u00e9\n2,good\n")]
    [InlineData("x.jsonl", "{\"id\": 0, \"text\": \"a\"}\n{\"id\": 1, \"text\": \"caf\u00e9\"}\n")]
    public void Read_NamesTheLine_OfOtherEncodings(string name, string content)
    {
        var latin = () => TextFile.Read(_folder.Write(name, Encoding.Latin1.GetBytes(content)));
        var wide = () => TextFile.Read(_folder.Write(name, [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(content)]));

        latin.Should().Throw<InvalidDataException>()
            .WithMessage($"*{name}, line 2: expected UTF-8, got bytes that are none; save the file as UTF-8*");
        wide.Should().Throw<InvalidDataException>().WithMessage("*expected UTF-8, got UTF-16 by its first bytes; save it as UTF-8.");
    }

    [Fact]
    public void Read_NamesTheColumns_WhereTheOneAskedForIsNotThere()
    {
        var path = _folder.Write("x.csv", "id,title\n0,A\n");

        var id = () => TextFile.Read(path, new() { IdColumn = "sku" });
        var text = () => TextFile.Read(path, new() { TextColumns = ["body"] });
        var header = () => TextFile.Read(path, new() { TextColumns = ["body"], HasHeader = false });

        id.Should().Throw<InvalidDataException>()
            .WithMessage("*line 1: expected a column 'sku' with the id; there are 'id', 'title'. Choose one with TextFileOptions.IdColumn.");
        text.Should().Throw<InvalidDataException>()
            .WithMessage("*expected a column 'body' with the text; there are 'id', 'title'. Choose one with TextFileOptions.TextColumns.");
        header.Should().Throw<InvalidDataException>().WithMessage("*line 1: expected a header, since columns are asked for by name*");
    }

    [Fact]
    public void Read_NamesTheKeys_WhereNoLineHasTheOneAskedFor()
    {
        var path = _folder.Write("x.jsonl", "{\"id\": 0, \"titles\": \"A\"}\n{\"id\": 1, \"more\": \"B\"}\n");

        var typo = () => TextFile.Read(path, new() { TextColumns = ["titles", "titel"] });
        var unknown = () => TextFile.Read(path);

        typo.Should().Throw<InvalidDataException>().WithMessage(
            "*expected the key 'titel' in some line; there are 'id', 'titles', 'more'. Choose with TextFileOptions.TextColumns.");
        unknown.Should().Throw<InvalidDataException>().WithMessage("*expected a key with the text in some line; there are 'id', *");
        TextFile.Read(path, new() { TextColumns = ["titles", "more"] }).Texts.Should().Equal("A", "B");
    }

    [Fact]
    public void Read_Throws_ForUnknownFormatsAndRepeatedIdsOfTheCaller()
    {
        var format = () => TextFile.Read(_folder.Write("x.xml", "<a/>"));
        var ids = () => TextFile.Read(_folder.Write("x.tsv", "a\tb\n"), new() { Ids = ["a", "b", "a"] });

        format.Should().Throw<ArgumentException>().WithMessage("Expected a .tsv, *got '.xml'; say the Format*");
        ids.Should().Throw<ArgumentException>().WithMessage("Expected distinct ids; 'a' is that of rows 0 and 2*");
    }

    [Theory]
    [InlineData("id,text\n0,a\n")]
    [InlineData("id;text\n0;a\n")]
    [InlineData("id\ttext\n0\ta\n")]
    [InlineData("\"i,d\";text\n0;a\n")]
    [InlineData("0;a\n")]
    public void Read_AndInteractions_FindTheSameSeparator(string content)
    {
        var path = _folder.Write("x.csv", content);
        var (users, items) = (new IdMap(), new IdMap());

        var named = new DelimitedOptions { UserColumn = content[0] == '"' ? "i,d" : "id", ItemColumn = "text" };
        Interactions.ReadDelimited(path, users, items, content.Length > 4 ? named : new() { HasHeader = false });

        TextFile.Read(path, new() { HasHeader = content.Length > 4 }).Texts.Should().Equal("a");
        users.Ids.Should().Equal("0");
        items.Ids.Should().Equal("a");
    }

    [Theory]
    [InlineData("x.csv")]
    [InlineData("x.tsv")]
    public void Read_LooksAtTheStartOfALongFirstLineAlone(string name)
    {
        var line = "0" + (name == "x.csv" ? ',' : '\t') + new string('x', 100_000_000) + "\n";
        var path = _folder.Write(name, line);

        TextFile.Read(path).Texts.Single()!.Length.Should().Be(100_000_000); // to look for a column at each of them would take hours
    }

    [Fact]
    public void Write_WritesWhatReadReads()
    {
        string?[] texts = ["a\tb", null, "two\nlines", "ä"];

        TextFile.Write(_folder["x.tsv"], texts);

        File.ReadAllText(_folder["x.tsv"]).Should().Be("0\ta\tb\n1\t\n2\ttwo lines\n3\tä\n");
        TextFile.Read(_folder["x.tsv"]).Texts.Should().Equal("a\tb", null, "two lines", "ä");
    }

    public void Dispose() => _folder.Dispose();
}
