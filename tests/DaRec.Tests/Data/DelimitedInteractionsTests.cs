using System.Text;
using DaRec.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

public sealed class DelimitedInteractionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("u\ti\nv\tj\nu\tj\n")]
    [InlineData("u,i\nv,j\nu,j\n")]
    [InlineData("u;i\nv;j\nu;j")]
    [InlineData("u, i\r\n\r\n v,j \r\nu,j\r\n   \r\n")]
    [InlineData("u\ti\t5\t2020\nv\tj\nu\tj\t\n")]
    [InlineData("user_id,item_id,rating\nu,i,3\nv,j,4\nu,j,5\n")]
    [InlineData("User\tItem\nu\ti\nv\tj\nu\tj\n")]
    [InlineData("userId,movieId\nu,i\nv,j\nu,j\n")]
    [InlineData("\"u\",\"i\"\n\"v\" , j\nu,\"j\",\"nice, \"\"very\"\"\"\n")]
    [InlineData("\uFEFFu,i\nv,j\nu,j\n")]
    [InlineData("u,i,\"a title\nof \"\"three\"\"\n\nlines\"\nv,j\nu,j\n")]
    [InlineData("u,i,7\" single\nv,j,\"\"\nu,j,\n")]
    [InlineData("item_id,user_id\ni,u\nj,v\nj,u\n")]
    [InlineData("timestamp\titem_sku\tCustomer ID\n1\ti\tu\n2\tj\tv\n3\tj\tu\n")]
    [InlineData("user_id:token\titem_id:token\trating:float\nu\ti\t1\nv\tj\t2\nu\tj\t3\n")]
    public void Read_GivesTheSame_HoweverItIsWritten(string text)
    {
        var (users, items) = (new IdMap(), new IdMap());

        var interactions = Interactions.ReadDelimited(_folder.Write("x.csv", text), users, items);

        users.Ids.Should().Equal("u", "v");
        items.Ids.Should().Equal("i", "j");
        interactions.Pairs().Should().Equal((0, 0), (0, 1), (1, 1));
    }

    [Fact]
    public void Read_UnderstandsQuotes_InCsvAlone()
    {
        var (users, items) = (new IdMap(), new IdMap());

        Interactions.ReadDelimited(_folder.Write("x.csv", "\"a,b\",\"say \"\"hi\"\"\"\n\"\"\"\",\" c \"\n"), users, items);
        Interactions.ReadDelimited(_folder.Write("x.tsv", "\"Weird Al\" Yankovic\t\"\n"), users, items);

        users.Ids.Should().Equal("a,b", "\"", "\"Weird Al\" Yankovic");
        items.Ids.Should().Equal("say \"hi\"", " c ", "\"");
    }

    [Theory]
    [InlineData("a;b,c;d\n", "a", "b,c")]
    [InlineData("\"a;b\",c\n", "a;b", "c")]
    [InlineData("a,b\tc\n", "a,b", "c")]
    public void Read_TakesTheSeparator_OfTheFirstLine(string text, string user, string item)
    {
        var (users, items) = (new IdMap(), new IdMap());

        Interactions.ReadDelimited(_folder.Write("x.txt", text), users, items);

        users.Ids.Should().Equal(user);
        items.Ids.Should().Equal(item);
    }

    [Fact]
    public void Read_FollowsTheOptions_OverWhatItWouldDetect()
    {
        var (users, items) = (new IdMap(), new IdMap());

        var withoutHeader = new DelimitedOptions { Separator = '|', HasHeader = false };
        Interactions.ReadDelimited(_folder.Write("x.txt", "user|a,b\n"), users, items, withoutHeader);
        var withHeader = new DelimitedOptions { UserColumn = "first", ItemColumn = "second" };
        Interactions.ReadDelimited(_folder.Write("x.txt", "first,second\nu,i\n"), users, items, withHeader);

        users.Ids.Should().Equal("user", "u");
        items.Ids.Should().Equal("a,b", "i");
    }

    [Fact]
    public void Read_TakesTheChosenColumns_OverThoseItKnows()
    {
        var (users, items) = (new IdMap(), new IdMap());
        var path = _folder.Write("x.csv", "user,item,Buyer,thing\na,b,u,i\n");

        Interactions.ReadDelimited(path, users, items, new DelimitedOptions { UserColumn = "Buyer", ItemColumn = "thing" });

        (users[0], items[0]).Should().Be(("u", "i"));
        var missing = () => Interactions.ReadDelimited(path, new IdMap(), new IdMap(), new DelimitedOptions { ItemColumn = "sku" });
        missing.Should().Throw<InvalidDataException>()
            .WithMessage("*expected a column 'sku' with the item; there are 'user', 'item', 'Buyer', 'thing'*");
        var contradiction = new DelimitedOptions { ItemColumn = "thing", HasHeader = false };
        new Action(() => Interactions.ReadDelimited(path, new IdMap(), new IdMap(), contradiction)).Should()
            .Throw<InvalidDataException>().WithMessage("*expected a header, since columns are chosen by name*");
    }

    [Theory]
    [InlineData("user,item\nu,i\n", null)]
    [InlineData("u,i\n", null)]
    [InlineData("u,i,5\n", "x.csv: the fields after user and item are ignored; each line counts as an interaction.")]
    [InlineData("user,plays,item\nu,1,i\n", "x.csv: 'plays' is ignored; each line counts as an interaction.")]
    [InlineData("user,stars,item,at\nu,1,i,2\n", "x.csv: 'stars', 'at' are ignored; each line counts as an interaction, whatever its rating.")]
    public void Read_NamesTheColumnsThatItIgnores(string text, string? warning)
    {
        List<string> warnings = [];

        Interactions.ReadDelimited(_folder.Write("x.csv", text), new IdMap(), new IdMap(), warn: warnings.Add);

        warnings.Should().Equal(warning is null ? [] : [warning]);
    }

    [Fact]
    public void Read_SkipsAndCountsUnknownIds_WhenAsked()
    {
        var (users, items) = (new IdMap(), new IdMap());
        Interactions.ReadDelimited(_folder.Write("trn.tsv", "u\ti\nv\tj\n"), users, items);
        List<string> warnings = [];
        var options = new DelimitedOptions { UnknownUsers = UnknownIds.Skip, UnknownItems = UnknownIds.Skip };

        var path = _folder.Write("val.tsv", "u\tj\nw\ti\nw\tk\nv\tk\n");
        var interactions = Interactions.ReadDelimited(path, users, items, options, warnings.Add);

        interactions.Pairs().Should().Equal((0, 1));
        (interactions.UserCount, interactions.ItemCount).Should().Be((2, 2));
        (users.Count, items.Count).Should().Be((2, 2));
        warnings.Should().Equal("val.tsv: 3 interactions were skipped, 2 of unknown users and 1 of known users with unknown items.");
    }

    [Fact]
    public void Read_NamesTheLine_WhenAnUnknownIdIsRejected()
    {
        var options = new DelimitedOptions { UnknownItems = UnknownIds.Reject };

        var act = () => Interactions.ReadDelimited(_folder.Write("x.tsv", "u\ti\n"), new IdMap(), new IdMap(), options);

        act.Should().Throw<InvalidDataException>().WithMessage("*x.tsv, line 1: item 'i' is not in the id map; the line is \"u\ti\".");
    }

    [Theory]
    [InlineData("u\ti\n\nv\n", "*x.txt, line 3: expected user and item with a tab between them; the line is \"v\".")]
    [InlineData("u,i\n,j\n", "*line 2: expected user and item with ',' between them*")]
    [InlineData("u,i\nv,\n", "*line 2: expected user and item*")]
    [InlineData("u,i\nv,\"\"\n", "*line 2: expected user and item*")]
    [InlineData("0 1 2 3\n", "*line 1: expected a tab, comma or semicolon after the user*")]
    [InlineData("u,i\nu,j,\"text\nthat, goes on\n", "*line 2: a quoted field does not end where it should*the line is \"u,j,\"text\".")]
    [InlineData("u,i\nu,\"a\nb\"\n", "*line 2: an id must not hold a tab or line break*")]
    [InlineData("u,i\nu,j\0\n", "*line 2: expected text, got a NUL character*")]
    [InlineData("u,i\n\"u\"x,j\n", "*line 2: a quoted field does not end where it should*")]
    [InlineData("u,i\nu,\"a\tb\"\n", "*line 2: an id must not hold a tab*")]
    [InlineData("when,user_id\n3,u\n", "*line 1: expected a column with the item; there are 'when', 'user_id'. Choose with *ItemColumn*")]
    [InlineData("kunde,artikel\nk1,a1\nk2,a2\n", "*line 1: expected a column with the user; there are 'kunde', 'artikel'. Choose with *")]
    [InlineData("kunde,artikel,sterne\nk,a,5\n", "*line 1: expected a column with the user; there are 'kunde', 'artikel', 'sterne'*")]
    [InlineData("x,user,item\n1,u\n", "*line 2: expected the user in field 2 and the item in field 3*")]
    public void Read_NamesTheLine_WhenMalformed(string text, string message)
    {
        var path = _folder.Write("x.txt", text);

        var act = () => Interactions.ReadDelimited(path, new IdMap(), new IdMap());

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Read_ShowsTheStart_OfAVeryLongLine()
    {
        var path = _folder.Write("x.txt", "u,i\n" + new string('x', 100_000));

        var act = () => Interactions.ReadDelimited(path, new IdMap(), new IdMap());

        act.Should().Throw<InvalidDataException>().Which.Message
            .Should().EndWith(new string('x', 60) + "…\".").And.NotContain(new string('x', 61));
    }

    [Fact]
    public void Read_Throws_ForBytesThatAreNotUtf8()
    {
        var path = _folder.Write("x.txt", [.. Encoding.UTF8.GetBytes("u,i\n"), 0xE9, 0x2C, 0x69]);

        var act = () => Interactions.ReadDelimited(path, new IdMap(), new IdMap());

        act.Should().Throw<InvalidDataException>().WithMessage("*x.txt, line 2: expected UTF-8, got bytes that are none*");
    }

    [Theory]
    [InlineData("utf-16", "UTF-16")]
    [InlineData("utf-16BE", "UTF-16")]
    [InlineData("utf-32", "UTF-32")]
    [InlineData("utf-32BE", "UTF-32")]
    public void Read_NamesTheEncoding_OfOtherUnicode(string encoding, string expected)
    {
        var other = Encoding.GetEncoding(encoding);
        var path = _folder.Write("x.txt", [.. other.GetPreamble(), .. other.GetBytes("u,i\n")]);

        var act = () => Interactions.ReadDelimited(path, new IdMap(), new IdMap());

        act.Should().Throw<InvalidDataException>().WithMessage($"*expected UTF-8, got {expected} by its first bytes; save it as UTF-8.");
    }

    [Fact]
    public void Read_IsEmpty_ForAnEmptyFile()
    {
        Interactions.ReadDelimited(_folder.Write("x.txt", ""), new IdMap(), new IdMap()).Count.Should().Be(0);
    }

    public void Dispose() => _folder.Dispose();
}
