using DaRec.Data;
using DaRec.Recommenders.Data;
using DaRec.Text;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Text;

public sealed class ProfileBuilderTests
{
    private static readonly string?[] Items =
    [
        "Ann | rock, pop",
        "Bob | jazz",
        "Cid | rock, indie, rock",
        null,
        "Dee",
        "Eve | indie, rock",
    ];

    [Fact]
    public void Build_NamesTheItemsAndTheirMostFrequentTags()
    {
        var profiles = new ProfileBuilder(Items).Build(Training([0, 1, 2, 5], [4], [], [3], [1, 3]));

        profiles.Should().Equal(
            "Enjoys: Cid; Eve; Ann; Bob | mostly rock, indie, jazz, pop", // rock 3 + indie 2, the same, rock 3 + pop 1, jazz 1
            "Enjoys: Dee",
            null,
            null,
            "Enjoys: Bob | mostly jazz");
    }

    [Fact]
    public void Build_PutsWhatMoreUsersHaveFirst_WhereTagsSayTheSame()
    {
        string[] items = ["A | x", "B | x", "C | x"];

        var profiles = new ProfileBuilder(items).Build(Training([0, 1, 2], [1], [2], [2]));

        profiles[0].Should().Be("Enjoys: C; B; A | mostly x");
    }

    [Fact]
    public void Build_FillsTheTemplate()
    {
        var options = new ProfileOptions
        {
            Template = "{count} of {tags}: {items}!",
            TemplateWithoutTags = "{items} ({count})",
            MaxItems = 2,
            MaxTags = 1,
        };

        var profiles = new ProfileBuilder(Items, options).Build(Training([0, 1, 2, 5], [3, 4]));

        profiles.Should().Equal("4 of rock: Ann; Cid!", "Dee (2)");
    }

    [Fact]
    public void Build_LeavesPlacesInTextsAlone()
    {
        var profiles = new ProfileBuilder(["{tags} {x} | a"]).Build(Training([0]));

        profiles.Should().Equal("Enjoys: {tags} {x} | mostly a");
    }

    [Fact]
    public void Build_ReadsOtherForms_OfItemTexts()
    {
        var options = new ProfileOptions { NameEnd = " -- ", TagEnd = ";" };

        new ProfileBuilder(["A | B -- x; y,z ;"], options).Build(Training([0])).Should().Equal("Enjoys: A | B | mostly x, y,z");
    }

    [Theory]
    [InlineData(200, "Enjoys: Anna Annaly; Bert Berton; Carl Carlson | mostly one, two")]
    [InlineData(64, "Enjoys: Anna Annaly; Bert Berton; Carl Carlson | mostly one, two")]
    [InlineData(63, "Enjoys: Anna Annaly; Bert Berton | mostly one, two")]
    [InlineData(36, "Enjoys: Anna Annaly | mostly one")]
    [InlineData(31, "Enjoys: Anna Annaly")]
    public void Build_DropsItemsThenTags_UntilTheTextIsShortEnough(int length, string expected)
    {
        string[] items = ["Anna Annaly | one, two", "Bert Berton | one, two", "Carl Carlson | one, two"];

        var profile = new ProfileBuilder(items, new() { MaxLength = length }).Build(Training([0, 1, 2]))[0]!;

        profile.Should().Be(expected);
        profile.Length.Should().BeLessThanOrEqualTo(length);
    }

    [Fact]
    public void Build_CutsLongNames_BetweenWordsAndNeverWithinACharacter()
    {
        var options = new ProfileOptions { MaxNameLength = 20 };

        new ProfileBuilder(["A name of many\tand more  words"], options).Build(Training([0])).Should().Equal("Enjoys: A name of many and");
        var letters = new string('a', 19);
        new ProfileBuilder([letters + "\ud83d\ude00"], options).Build(Training([0])).Should().Equal("Enjoys: " + letters);
        new ProfileBuilder([new string('x', 1_000_000)]).Build(Training([0])).Single()!.Length.Should().Be(108);
    }

    [Fact]
    public void Build_NeverMentionsHeldOutItems_AndGivesTheSameTextsAgain()
    {
        var random = new Random(3);
        string[] items = [.. Enumerable.Range(0, 300).Select(item => $"<{item}> | tag {random.Next(9)}, tag {random.Next(9)}, own {item}")];
        var pairs = Enumerable.Range(0, 4000).Select(_ => (User: random.Next(80), Item: random.Next(300))).ToArray();
        var all = Interactions.FromPairs([.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], 80, 300);
        var split = InteractionSplitter.Split(all, 0.2, 0.2, seed: 4);
        var options = new ProfileOptions { MaxItems = 300, MaxTags = 300, MaxLength = 100_000 };

        var profiles = new ProfileBuilder(items, options).Build(split.Train, split.Validation, split.Test);

        for (var user = 0; user < 80; user++)
        {
            var profile = profiles[user]!;
            foreach (var item in split.Train.ItemsOf(user))
            {
                profile.Should().Contain($"<{item}>").And.Contain($"own {item}");
            }

            foreach (var item in split.Validation.ItemsOf(user).ToArray().Concat(split.Test.ItemsOf(user).ToArray()))
            {
                profile.Contains($"<{item}>", StringComparison.Ordinal).Should().BeFalse();
            }
        }

        new ProfileBuilder(items, options).Build(split.Train).Should().Equal(profiles);
    }

    [Fact]
    public void Build_Refuses_WhatSharesAnInteractionWithAHeldOutPart()
    {
        var builder = new ProfileBuilder(["A", "B", "C", "D", "E", "F"]);
        var train = Training([5, 2], [1]);

        var act = () => builder.Build(train, Training([3], []), Training([4], [1]));
        var same = () => builder.Build(train, train);
        var other = () => builder.Build(train, Training([[3]]));

        act.Should().Throw<ArgumentException>().WithMessage("User 1 has item 1 in the training part and in a held-out one, too;*");
        same.Should().Throw<ArgumentException>().WithMessage("User 0 has item 2 *");
        other.Should().Throw<ArgumentException>().WithMessage("*of the 2 users of the training part, got one of 1.*");
        builder.Build(train, Training([3], [2]), Training([], [])).Should().Equal(builder.Build(train));
    }

    [Fact]
    public void Build_Throws_ForItemsWithoutARow()
    {
        var act = () => new ProfileBuilder(["A"]).Build(Training([0], [1]));

        act.Should().Throw<ArgumentException>().WithMessage("User 1 has item 1; there are texts of 1 items.*");
    }

    [Theory]
    [InlineData("no place")]
    [InlineData("{items} {names}")]
    [InlineData("{count}")]
    public void Options_Refuse_OtherTemplates(string template)
    {
        var act = () => new ProfileOptions { Template = template };
        var without = () => new ProfileOptions { TemplateWithoutTags = template };

        act.Should().Throw<ArgumentException>().WithMessage("Expected a template with {items} or {tags}*");
        without.Should().Throw<ArgumentException>();
    }

    private static Interactions Training(params int[][] items)
    {
        var pairs = items.SelectMany((own, user) => own.Select(item => (User: user, Item: item))).ToArray();
        return Interactions.FromPairs(
            [.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], items.Length, itemCount: 10);
    }
}
