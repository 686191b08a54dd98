using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

public sealed class DatasetFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Open_ReadsEveryFile_OfANpzFolder()
    {
        _folder.Write("trn.npz", NpzBytes.Coo([0, 1, 1], [0, 1, 2], [2, 3]));
        _folder.Write("val.npz", NpzBytes.Coo([0], [1], [2, 3]));
        _folder.Write("tst.npz", NpzBytes.Coo([1], [0], [2, 3]));
        _folder.Write("item_emb.npy", NpyBytes.Array("<f4", "(3, 1)", 5f, 6f, 7f));
        _folder.Write("user_emb.npy", NpyBytes.Array("<f4", "(2, 1)", 8f, 9f));
        _folder.Write("users.tsv", "0\tann\n1\tbob\n");
        _folder.Write("items.tsv", "0\tx\n1\ty\n2\tz\n");
        _folder.Write("item_text.tsv", "2\tlast\tone\n0\tfirst\n");

        using var dataset = DatasetFolder.Open(_folder.Root);

        dataset.Train.Pairs().Should().Equal((0, 0), (1, 1), (1, 2));
        dataset.Validation!.Pairs().Should().Equal((0, 1));
        dataset.Test!.Pairs().Should().Equal((1, 0));
        using var rows = dataset.ItemEmbeddings!.Gather([2]);
        rows.data<float>()[0].Should().Be(7);
        dataset.UserEmbeddings!.Count.Should().Be(2);
        dataset.UserIds!.Ids.Should().Equal("ann", "bob");
        dataset.ItemIds![2].Should().Be("z");
        new[] { dataset.ItemText(0), dataset.ItemText(1), dataset.ItemText(2) }.Should().Equal("first", null, "last\tone");
        dataset.Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Open_NeedsOnlyTheTrainingPart()
    {
        _folder.Write("trn.csv", "user,item\na,x\nb,y\n");

        using var dataset = DatasetFolder.Open(_folder.Root);

        dataset.Train.Pairs().Should().Equal((0, 0), (1, 1));
        dataset.Validation.Should().BeNull();
        dataset.Test.Should().BeNull();
        dataset.ItemEmbeddings.Should().BeNull();
        dataset.UserIds!.Ids.Should().Equal("a", "b");
        dataset.ItemIds!.Ids.Should().Equal("x", "y");
    }

    [Fact]
    public void Open_NumbersByTheTrainingPart_AndSkipsUnknownIds()
    {
        _folder.Write("trn.tsv", "b\ty\na\tx\n");
        _folder.Write("val.tsv", "a\ty\na\tz\n");
        _folder.Write("tst.csv", "b,x\nc,x\n");

        using var dataset = DatasetFolder.Open(_folder.Root);

        dataset.Validation!.Pairs().Should().Equal((1, 0));
        dataset.Test!.Pairs().Should().Equal((0, 1));
        dataset.Warnings.Should().Equal(
            "val.tsv: 1 interactions were skipped, 0 of unknown users and 1 of known users with unknown items.",
            "tst.csv: 1 interactions were skipped, 1 of unknown users and 0 of known users with unknown items.");
    }

    [Fact]
    public void Open_NumbersByTheIdMap_WhereThereIsOne()
    {
        _folder.Write("trn.tsv", "b\ty\na\tx\n");
        _folder.Write("tst.tsv", "a\tz\n");
        _folder.Write("items.tsv", "0\tx\n1\ty\n2\tz\n");
        _folder.Write("item_emb.npy", NpyBytes.Array("<f4", "(3, 1)", 5f, 6f, 7f));

        using var dataset = DatasetFolder.Open(_folder.Root);

        dataset.Train.Pairs().Should().Equal((0, 1), (1, 0));
        dataset.Test!.Pairs().Should().Equal((1, 2));
        dataset.Warnings.Should().Equal("1 items have no training user.");
    }

    [Fact]
    public void Open_UsesTheOptions_OfTheCaller()
    {
        _folder.Write("trn.csv", "a|x\n");

        using var dataset = DatasetFolder.Open(_folder.Root, new DelimitedOptions { Separator = '|' });

        dataset.UserIds!.Ids.Should().Equal("a");
    }

    [Fact]
    public void Open_Throws_WithoutFolderOrTrainingPart()
    {
        new Action(() => DatasetFolder.Open(_folder["none"])).Should().Throw<DirectoryNotFoundException>()
            .WithMessage("There is no folder *none.");
        ShouldThrow("*expected a training part trn.npz, trn.tsv or trn.csv; there is none.");
    }

    [Fact]
    public void Open_Throws_ForAmbiguousOrMixedParts()
    {
        _folder.Write("trn.tsv", "a\tx\n");
        _folder.Write("trn.csv", "a,x\n");
        ShouldThrow("*expected one file trn; found trn.tsv and trn.csv.");

        File.Delete(_folder["trn.csv"]);
        _folder.Write("tst.npz", NpzBytes.Coo([0], [0], [1, 1]));
        ShouldThrow("*expected trn, val and tst all as .npz*or all as text*");
    }

    [Fact]
    public void Open_SaysHowToMendIt_WhenTextComesWithEmbeddingsAndNoIdMap()
    {
        _folder.Write("trn.tsv", "a\tx\n");
        _folder.Write("item_emb.npy", NpyBytes.Array("<f4", "(1, 1)", 5f));
        ShouldThrow("*item_emb.npy comes with text files*Write items.tsv, lines of number, tab and id, in the order of the rows.");

        File.Move(_folder["item_emb.npy"], _folder["user_emb.npy"]);
        ShouldThrow("*user_emb.npy comes with text files*Write users.tsv*");
    }

    [Fact]
    public void Open_Throws_ForTrainingIdsOutsideTheMap()
    {
        _folder.Write("trn.tsv", "a\tx\na\tq\n");
        _folder.Write("items.tsv", "0\tx\n");

        ShouldThrow("*trn.tsv, line 2: item 'q' is not in the id map*");
    }

    [Fact]
    public void Open_NamesTheFolder_WhenPartsDoNotFit()
    {
        _folder.Write("trn.npz", NpzBytes.Coo([0, 1], [0, 1], [2, 3]));
        _folder.Write("item_emb.npy", NpyBytes.Array("<f4", "(2, 1)", 5f, 6f));
        ShouldThrow($"{_folder.Root}: There are 2 rows of item embeddings, but the training part has 3 items.");

        File.Delete(_folder["item_emb.npy"]);
        _folder.Write("val.npz", NpzBytes.Coo([0], [0], [2, 4]));
        ShouldThrow("*The validation part has 2 users × 4 items*");

        File.Delete(_folder["val.npz"]);
        _folder.Write("users.tsv", "0\ta\n");
        ShouldThrow("*There are 1 user ids, but the training part has 2 users.");
    }

    [Fact]
    public void Open_Throws_ForAnEmptyTrainingPart()
    {
        _folder.Write("trn.tsv", "user\titem\n");

        ShouldThrow("*The training part holds no interaction.");
    }

    [Fact]
    public void Open_LetsGoOfTheEmbeddings_WhenItThrows()
    {
        _folder.Write("trn.npz", NpzBytes.Coo([0], [0], [1, 1]));
        _folder.Write("item_emb.npy", NpyBytes.Array("<f4", "(1, 1)", 5f));
        _folder.Write("user_emb.npy", "no array"u8.ToArray());

        ShouldThrow("*user_emb.npy: not a .npy array*");
        new Action(() => File.Open(_folder["item_emb.npy"], FileMode.Open, FileAccess.Write, FileShare.None).Dispose()).Should().NotThrow();
    }

    [Fact]
    public void OpenWithoutEmbeddings_PassesOverThoseThatAreThere()
    {
        _folder.Write("trn.tsv", "b\ty\na\tx\n");
        _folder.Write("item_emb.npy", "no array"u8.ToArray());

        using var dataset = DatasetFolder.OpenWithoutEmbeddings(_folder.Root);

        dataset.ItemEmbeddings.Should().BeNull();
        dataset.ItemIds!.Ids.Should().Equal("y", "x");
        ShouldThrow("*item_emb.npy comes with text files*");
    }

    [Theory]
    [InlineData("y\tWhy\nx\tEx\tone\nq\tof no item\n")]
    [InlineData("1\tWhy\n0\tEx\tone\n")]
    public void ItemText_TakesIdsAsWellAsNumbers(string text)
    {
        _folder.Write("trn.tsv", "u\tx\nu\ty\n");
        _folder.Write("item_text.tsv", text);

        using var dataset = DatasetFolder.Open(_folder.Root);

        Enumerable.Range(0, 2).Select(dataset.ItemText).Should().Equal("Ex\tone", "Why");
    }

    [Theory]
    [InlineData("q\tnobody\n", "*expected lines of a number from 0 to 1 or an id such as 'x', a tab and a text; no line has one*")]
    [InlineData("x\tone\nx\ttwo\n", "*line 2: id x occurred before*")]
    [InlineData("x one\n", "*line 1: expected a number from 0 to 1 or an id such as 'x', a tab and a text*")]
    public void ItemText_SaysWhichKeysThereAre_ForOthers(string text, string message)
    {
        _folder.Write("trn.tsv", "u\tx\nu\ty\n");
        _folder.Write("item_text.tsv", text);
        using var dataset = DatasetFolder.Open(_folder.Root);

        dataset.Invoking(it => it.ItemText(0)).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Open_NamesIgnoredColumns_Once()
    {
        foreach (var part in new[] { "trn.csv", "val.csv", "tst.csv" })
        {
            _folder.Write(part, $"rating,item,user\n1,{part},u\n2,x,u\n");
        }

        _folder.Write("items.tsv", "0\tx\n1\ttrn.csv\n2\tval.csv\n3\ttst.csv\n");
        using var dataset = DatasetFolder.Open(_folder.Root);

        dataset.Train.Pairs().Should().Equal((0, 0), (0, 1));
        dataset.Warnings.Where(warning => warning.Contains("ignored")).Should()
            .Equal("trn.csv: 'rating' is ignored; each line counts as an interaction, whatever its rating.");
    }

    [Theory]
    [InlineData("0\ta\n1\tb\n", "*item_text.tsv, line 2: expected a number from 0 to 0, a tab and a text*")]
    [InlineData("0\ta\n0\tb\n", "*line 2: number 0 occurred before*")]
    [InlineData("text\n", "*line 1: expected a number*")]
    public void ItemText_NamesTheLine_WhenMalformed(string text, string message)
    {
        _folder.Write("trn.npz", NpzBytes.Coo([0], [0], [1, 1]));
        _folder.Write("item_text.tsv", text);
        using var dataset = DatasetFolder.Open(_folder.Root);

        dataset.Invoking(it => it.ItemText(0)).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData("item", "0\tfirst\n2\tlast\tone\n", null)]
    [InlineData("item", "2\tlast\tone\n1\t \n0\tfirst\n", null)]
    [InlineData("item", "0\tfirst\n2\tlast\n", "item_text.tsv is not what item_emb.npy was made of*embed them anew.")]
    [InlineData("item", "0\tfirst\n1\tnew\n2\tlast\tone\n", "item_text.tsv is not what item_emb.npy was made of*")]
    [InlineData("item", "0\tfirst\nnothing\n", "item_emb.npy could not be compared with its texts: *item_text.tsv, line 2: *")]
    [InlineData("user", "0\tfirst\n2\tlast\n", "user_text.tsv is not what user_emb.npy was made of*embed them anew.")]
    public void Open_Warns_WhereTextsHaveChangedSinceTheyWereEmbedded(string kind, string texts, string? warning)
    {
        _folder.Write("trn.npz", NpzBytes.Coo([0, 1, 2], [0, 1, 2], [3, 3]));
        _folder.Write($"{kind}_emb.npy", NpyBytes.Array("<f4", "(3, 1)", 5f, 6f, 7f));
        _folder.Write($"{kind}_text.tsv", texts);
        var manifest = new EmbeddingManifest
        {
            Model = "m",
            Count = 3,
            Width = 1,
            Normalized = false,
            ElementType = "float32",
            TextHash = EmbeddingManifest.HashTexts(["first", null, "last\tone"]),
        };
        manifest.Write(_folder[$"{kind}_emb.manifest.json"]);

        using var dataset = DatasetFolder.Open(_folder.Root);

        if (warning is null)
        {
            dataset.Warnings.Should().BeEmpty();
        }
        else
        {
            dataset.Warnings.Should().ContainSingle().Which.Should().Match(warning);
        }
    }

    [Fact]
    public void Open_Throws_WhereAManifestContradictsItsTable()
    {
        _folder.Write("trn.npz", NpzBytes.Coo([0], [0], [1, 1]));
        _folder.Write("item_emb.npy", NpyBytes.Array("<f4", "(1, 1)", 5f));
        _folder.Write("item_emb.manifest.json", "{}");

        ShouldThrow("*item_emb.manifest.json: expected the manifest of an embedding table*");
    }

    public void Dispose() => _folder.Dispose();

    private void ShouldThrow(string message) =>
        new Action(() => DatasetFolder.Open(_folder.Root)).Should().Throw<InvalidDataException>().WithMessage(message);
}
