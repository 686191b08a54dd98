using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class ImportCommandTests : IDisposable
{
    private const string Log = """
        timestamp,item_sku,user_id,stars
        2024-01-03,S1,ann,5
        2024-01-04,S2,ann,4
        2024-02-01,S3,ann,5
        2024-02-03,S1,bob,4
        2024-02-05,S2,bob,2
        2024-03-01,S4,bob,5
        2024-03-02,S1,cat,3
        2024-03-03,S3,cat,4
        2024-03-05,S2,cat,5
        2024-03-09,S1,cat,5
        2024-03-10,S3,,5

        """;

    private const string Products = """
        {"title": "Jacket", "sku": "S1", "description": "light\nand dry", "price": 80}
        {"title": "Tent", "sku": "S2", "description": "for two"}
        {"title": "Boots", "sku": "S5", "description": null}
        {"title": "Stove", "sku": "S3", "description": "small"}
        {"title": "Tent again", "sku": "S2"}

        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Import_MakesAFolder_ThatEncodeTrainAndRecommendTake()
    {
        var run = Import("--split", "leave-last-out", "--min-rating", "3");

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        Directory.GetFileSystemEntries(_folder["data"]).Select(Path.GetFileName).Should().BeEquivalentTo(
            "trn.npz", "val.npz", "tst.npz", "users.tsv", "items.tsv", "item_text.tsv", "item_source.tsv");
        File.ReadAllText(Data("users.tsv")).Should().Be("0\tann\n1\tbob\n2\tcat\n");
        File.ReadAllText(Data("items.tsv")).Should().Be("0\tS1\n1\tS2\n2\tS3\n3\tS4\n4\tS5\n");
        File.ReadAllText(Data("item_text.tsv")).Should().Be("0\tJacket\n1\tTent\n2\tStove\n3\t\n4\tBoots\n");
        File.ReadAllText(Data("item_source.tsv")).Should().Be("0\tJacket | light and dry\n1\tTent | for two\n2\tStove | small\n3\t\n4\tBoots\n");
        using (var data = DatasetFolder.Open(_folder["data"]))
        {
            data.Train.Pairs().Should().Equal((0, 0), (1, 0), (1, 3), (2, 0));
            data.Validation!.Pairs().Should().Equal((0, 1), (2, 2));
            data.Test!.Pairs().Should().Equal((0, 2), (2, 1));
        }

        CliRun.Of("encode", "--hashing", "--dim", "4", "--out", _folder["data"]).ExitCode.Should().Be(0);
        CliRun.Of("train", "--data", _folder["data"], "--epochs", "2", "--align", "none", "--out", _folder["run"]).ExitCode.Should().Be(0);
        var best = CliRun.Of(
            "recommend", "--data", _folder["data"], "--users", _folder[Path.Combine("run", "user.npy")],
            "--items", _folder[Path.Combine("run", "item.npy")], "--user", "bob");
        best.Error.Should().BeEmpty();
        best.Output.Trim().Split('\n').Select(line => line.Trim().Split('\t')).Select(cells => (cells[1], cells[3]))
            .Should().BeEquivalentTo([("S2", "Tent"), ("S3", "Stove"), ("S5", "Boots")]);
    }

    [Fact]
    public void Import_CountsWhatItDrops_AndNamesWhatItIgnores()
    {
        var all = Import();
        all.Output.Should().Contain("log.csv: 11 interactions; user 'user_id', item 'item_sku'")
            .And.Contain("'stars' is ignored: each line counts, whatever its rating; --min-rating X keeps those of X and more")
            .And.Contain("ignored: 'timestamp'")
            .And.Contain("dropped: 1 with a blank user or item\n".ReplaceLineEndings())
            .And.Contain("products.jsonl: 5 items; id 'sku', title 'title', text 'title' + 'description'")
            .And.Contain("ignored: 'price'").And.Contain("dropped: 1 with an id that occurred before")
            .And.Contain("1 item of the data has no text, 1 of them no line here")
            .And.Contain("dropped: 1 of a user and item that occurred before")
            .And.Contain("kept: 3 users, 5 items (1 without a training interaction, 1 of them with a text alone)")
            .And.Contain($"darec encode --hashing --out {_folder["data"]}").And.Contain($"darec train --data {_folder["data"]}");

        Directory.Delete(_folder["data"], recursive: true);
        Import("--min-rating", "4.5", "--k-core", "2").Error.Should().Contain(
            "no interaction is left of 11: 1 with a blank user or item, 5 rated below 4.5, " +
            "5 in --k-core 2 of users or items with fewer were dropped.");
        Directory.Exists(_folder["data"]).Should().BeFalse("a folder appears whole or not at all");
    }

    [Fact]
    public void Time_HoldsOutTheLatest_OfUsersThatTrainingKnows()
    {
        var run = Import("--split", "time", "--validation", "0.35", "--test", "0.2");

        using var data = DatasetFolder.Open(_folder["data"]);
        data.UserIds!.Ids.Should().Equal("ann", "bob");
        data.Train.Count.Should().Be(5);
        data.Validation!.Pairs().Should().Equal((1, 3));
        data.Test.Should().BeNull();
        run.Output.Should().Contain("3 held out, of users without a training interaction").And.Contain("dropped with them: 1 user, 0 items");
        run.Error.Should().Contain("no tst.npz was written");
    }

    [Fact]
    public void ColdItems_HaveNoTrainingInteraction()
    {
        Import("--split", "cold-items", "--cold", "0.5", "--seed", "1").ExitCode.Should().Be(0);

        using var data = DatasetFolder.Open(_folder["data"]);
        var cold = data.Train.ItemDegrees().Index().Where(item => item.Item == 0).Select(item => data.ItemIds![item.Index]).ToArray();
        cold.Should().HaveCount(3).And.Contain("S5", "it has a text alone");
        data.Validation!.Items.ToArray().Should().NotIntersectWith(data.Test!.Items.ToArray());
    }

    [Fact]
    public void Columns_AreThoseThatSomebodyChose()
    {
        _folder.Write("log.csv", "who,what,more\n1,x,7\n2,y,8\n");
        _folder.Write("items.csv", "code;label;blurb;sku\nx;X;about x;1\ny;Y;about y;2\n");
        _folder.Write("people.tsv", "2\tlikes y 2\n1\tlikes x 1\n9\tnobody 9\n");

        var run = CliRun.Of(
            "import", "--interactions", _folder["log.csv"], "--user-column", "who", "--item-column", "what", "--items", _folder["items.csv"],
            "--id-column", "code", "--title-column", "label", "--text-columns", "blurb", "--users", _folder["people.tsv"],
            "--validation", "0", "--test", "0", "--out", _folder["data"]);

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("dropped: 1 without a training interaction");
        File.ReadAllText(Data("item_text.tsv")).Should().Be("0\tX\n1\tY\n");
        File.ReadAllText(Data("item_source.tsv")).Should().Be("0\tabout x\n1\tabout y\n");
        File.ReadAllText(Data("user_text.tsv")).Should().Be("0\tlikes x 1\n1\tlikes y 2\n");
    }

    [Fact]
    public void Import_ReadsTwoFields_WithoutAHeader()
    {
        _folder.Write("log.csv", "ann,x\nbob,y\nann,y\n");

        var run = CliRun.Of("import", "--interactions", _folder["log.csv"], "--out", _folder["data"]);

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("log.csv: 3 interactions; no header: the first field is the user, the second the item")
            .And.NotContain("encode");
        Directory.Exists(_folder["data"]).Should().BeTrue();
        File.Exists(Data("item_text.tsv")).Should().BeFalse();
    }

    [Theory]
    [InlineData("expected a column with the user; there are 'kunde', 'artikel', 'sterne'. Choose with --user-column", "kunde,artikel,sterne\na,b,3\n")]
    [InlineData("expected a column 'tim' with the time; there are 'user', 'item'.", "user,item\na,b\n", "--time-column", "tim")]
    [InlineData("expected a column with the rating, which --min-rating needs; there are 'user', 'item'", "user,item\na,b\n", "--min-rating", "3")]
    [InlineData("expected a column with the time, which --split needs", "user,item\na,b\n", "--split", "time")]
    [InlineData("expected a header that names the rating", "a,b,3\n", "--min-rating", "3")]
    [InlineData("there is no 'tim'; did you mean time?", "user,item\na,b\n", "--split", "tim")]
    [InlineData("--cold belongs to --split cold-items", "user,item\na,b\n", "--cold", "0.2")]
    [InlineData("--test does nothing with --split leave-last-out", "user,item\na,b\n", "--split", "leave-last-out", "--test", "0.2")]
    [InlineData("--seed does nothing with --split time", "user,item\na,b\n", "--split", "time", "--seed", "1")]
    [InlineData("--validation 1: expected a share of at least 0 and below 1", "user,item\na,b\n", "--validation", "1")]
    [InlineData("expected shares that leave some for training", "user,item\na,b\n", "--validation", "0.5", "--test", "0.5")]
    [InlineData("--min-rating x: expected a number", "user,item\na,b\n", "--min-rating", "x")]
    [InlineData("--k-core 0: expected a whole number ≥ 1", "user,item\na,b\n", "--k-core", "0")]
    [InlineData("--title-column belongs to --items", "user,item\na,b\n", "--title-column", "t")]
    [InlineData("--user-column and --no-header exclude each other", "a,b\n", "--no-header", "--user-column", "u")]
    [InlineData("There is no file /no/such to --items", "user,item\na,b\n", "--items", "/no/such")]
    [InlineData("no interaction is left of 1: 1 with a blank user or item were dropped", "user,item\n,b\n")]
    public void Import_SaysWhatIsWrong_WhenCalledWrongly(string expected, string log, params string[] options)
    {
        var run = CliRun.Of(["import", "--interactions", _folder.Write("log.csv", log), "--out", _folder["data"], .. options]);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("darec: ").And.Contain(expected);
        run.Error.TrimEnd().Split('\n').Length.Should().BeLessThanOrEqualTo(2);
        Directory.Exists(_folder["data"]).Should().BeFalse();
    }

    [Theory]
    [InlineData("line 3: expected a number for a rating, got 'good'", "user,item,stars\na,b,3\na,c,good\n", "--min-rating", "1")]
    [InlineData("line 2: expected a number such as seconds since 1970, or a date", "user,item,date\na,b,05/06/2024\n", "--split", "time")]
    [InlineData("line 3: expected times all as numbers or all as dates", "user,item,date\na,b,2024-05-06\na,c,5\n", "--split", "time")]
    [InlineData("line 3: expected 2 fields, got 1", "user,item\na,b\na\n")]
    public void Import_NamesTheLine_OfAMalformedFile(string expected, string log, params string[] options)
    {
        var run = CliRun.Of(["import", "--interactions", _folder.Write("log.csv", log), "--out", _folder["data"], .. options]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain($"log.csv, {expected}");
        Directory.Exists(_folder["data"]).Should().BeFalse();
    }

    [Fact]
    public void Import_RefusesAFolderWithData_AndItemsThatAreOthers()
    {
        Import().ExitCode.Should().Be(0);

        var again = Import();
        var others = CliRun.Of(
            "import", "--interactions", _folder["log.csv"], "--items", _folder["products.jsonl"], "--id-column", "title",
            "--out", _folder["new"]);

        again.ExitCode.Should().Be(2);
        again.Error.Should().Contain("trn.npz is there already");
        others.ExitCode.Should().Be(2);
        others.Error.Should().Contain("whose ids are such as 'S1'; here they are such as 'Jacket'. Choose with --id-column or --item-column.");
    }

    public void Dispose() => _folder.Dispose();

    private string Data(string name) => Path.Combine(_folder["data"], name);

    private CliRun Import(params string[] options)
    {
        _folder.Write("log.csv", Log);
        _folder.Write("products.jsonl", Products);
        return CliRun.Of(
        [
            "import", "--interactions", _folder["log.csv"], "--items", _folder["products.jsonl"], "--out", _folder["data"], .. options,
        ]);
    }
}
