using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using FluentAssertions.Specialized;
using Xunit;

namespace DaRec.Tests.Data;

public class DatasetTests
{
    [Fact]
    public void Dataset_HasNoWarnings_ForSoundParts()
    {
        var train = Interactions.FromPairs([0, 1, 1], [0, 1, 2], 2, 3);
        var validation = Interactions.FromPairs([0], [1], 2, 3);
        var test = Interactions.FromPairs([1], [0], 2, 3);

        using var dataset = new Dataset(train, validation, test);

        dataset.Warnings.Should().BeEmpty();
        (dataset.UserCount, dataset.ItemCount).Should().Be((2, 3));
        dataset.ItemText(2).Should().BeNull();
    }

    [Fact]
    public void ShuffleEmbeddings_GivesEachRowToAnother_AsTheSeedSays()
    {
        using var users = FrozenEmbeddings.FromArray(Numbered(30));
        using var items = FrozenEmbeddings.FromArray(Numbered(40));
        using var data = new Dataset(Interactions.FromPairs([0], [0], 30, 40), itemEmbeddings: items, userEmbeddings: users);

        using var shuffled = data.ShuffleEmbeddings(5);
        using var same = data.ShuffleEmbeddings(5);
        using var other = data.ShuffleEmbeddings(6);

        First(shuffled.UserEmbeddings).Should().NotEqual(First(users)).And.BeEquivalentTo(First(users));
        First(shuffled.ItemEmbeddings).Should().NotEqual(First(items)).And.BeEquivalentTo(First(items));
        First(same.ItemEmbeddings).Should().Equal(First(shuffled.ItemEmbeddings));
        First(other.ItemEmbeddings).Should().NotEqual(First(shuffled.ItemEmbeddings));
        First(data.ItemEmbeddings).Should().Equal(Enumerable.Range(0, 40).Select(row => (double)row), "the original stays as it is");
        shuffled.Train.Should().BeSameAs(data.Train);

        static float[,] Numbered(int rows)
        {
            var values = new float[rows, 2];
            for (var row = 0; row < rows; row++)
            {
                values[row, 0] = row;
            }

            return values;
        }

        static double[] First(FrozenEmbeddings? table)
        {
            using var rows = table!.Block(0, table.Count);
            return [.. rows.ToVector().Chunk(2).Select(row => row[0])];
        }
    }

    [Fact]
    public void SubsampleTraining_LeavesAllElseAsItIs_AndIsDisposedApart()
    {
        using var data = SyntheticData.Generate(new SyntheticOptions { UserCount = 30, ItemCount = 40, TextWidth = 5 });
        var texts = Texts(data);

        using (var thin = data.SubsampleTraining(0.5, 1))
        {
            thin.Train.Pairs().Should().Equal(data.Train.Subsample(0.5, 1).Pairs());
            thin.Validation.Should().BeSameAs(data.Validation);
            thin.Test.Should().BeSameAs(data.Test);
            thin.Warnings.Should().Equal(data.Warnings);
            Texts(thin).Should().Equal(texts);
        }

        Texts(data).Should().Equal(texts, "the original's texts are its own");
        data.Invoking(it => it.SubsampleTraining(0, 1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("share");

        static double[] Texts(Dataset data)
        {
            using var items = data.ItemEmbeddings!.Block(0, data.ItemCount);
            using var users = data.UserEmbeddings!.Block(0, data.UserCount);
            return [.. items.ToVector(), .. users.ToVector()];
        }
    }

    [Fact]
    public void SubsampleTraining_TakesNoTexts_WhereThereAreNone()
    {
        using var data = new Dataset(Interactions.FromPairs([0, 0, 1], [0, 1, 1], 2, 2));

        using var thin = data.SubsampleTraining(0.5, 1);

        thin.Train.Count.Should().Be(2);
        (thin.ItemEmbeddings, thin.UserEmbeddings).Should().Be((null, null));
    }

    [Fact]
    public void Warnings_CountEachOddity_AfterThoseOfTheReaders()
    {
        var train = Interactions.FromPairs([0, 0, 1, 1], [0, 0, 1, 2], 4, 5);
        var validation = Interactions.FromPairs([0, 1, 1], [0, 3, 3], 4, 5);
        var test = Interactions.FromPairs([1, 1, 0], [3, 4, 0], 4, 5);

        using var dataset = new Dataset(train, validation, test, warnings: ["a reader's"]);
        using var withoutTest = new Dataset(train, test: Interactions.FromPairs([], [], 4, 5));

        dataset.Warnings.Should().Equal(
            "a reader's",
            "1 training interactions occurred again and were dropped.",
            "2 users have no training item.",
            "2 items have no training user.",
            "1 validation interactions occurred again and were dropped.",
            "1 validation interactions are training interactions too.",
            "1 test interactions are training interactions too.",
            "2 test interactions are validation interactions too.");
        withoutTest.Warnings.Should().Contain("The test part holds no interaction.");
    }

    [Fact]
    public void Dataset_Throws_ForPartsThatDoNotFit()
    {
        var train = Interactions.FromPairs([0, 1], [0, 1], 2, 3);
        var other = Interactions.FromPairs([0], [0], 3, 3);
        var ids = new IdMap();
        using var twoRows = FrozenEmbeddings.FromArray(new float[2, 1]);
        using var threeRows = FrozenEmbeddings.FromArray(new float[3, 1]);

        Creating(() => new Dataset(train, other))
            .WithMessage("The validation part has 3 users × 3 items, the training part 2 users × 3 items*");
        Creating(() => new Dataset(train, test: other)).WithMessage("The test part has 3 users*");
        Creating(() => new Dataset(train, itemEmbeddings: twoRows))
            .WithMessage("There are 2 rows of item embeddings, but the training part has 3 items.");
        Creating(() => new Dataset(train, userEmbeddings: threeRows))
            .WithMessage("There are 3 rows of user embeddings, but the training part has 2 users.");
        Creating(() => new Dataset(train, userIds: ids)).WithMessage("There are 0 user ids, but the training part has 2 users.");
        Creating(() => new Dataset(train, itemIds: ids)).WithMessage("There are 0 item ids, but the training part has 3 items.");
        Creating(() => new Dataset(Interactions.FromPairs([], [], 2, 3))).WithMessage("The training part holds no interaction.");

        static ExceptionAssertions<ArgumentException> Creating(Func<Dataset> create) => create.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Dispose_DisposesTheEmbeddings_ItOwns()
    {
        var items = FrozenEmbeddings.FromArray(new float[1, 1]);
        var users = FrozenEmbeddings.FromArray(new float[1, 1]);

        new Dataset(Interactions.FromPairs([0], [0], 1, 1), itemEmbeddings: items, userEmbeddings: users).Dispose();

        items.Invoking(it => it.Block(0, 1)).Should().Throw<ObjectDisposedException>();
        users.Invoking(it => it.Block(0, 1)).Should().Throw<ObjectDisposedException>();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void ItemText_Throws_ForItemOutOfRange(int item)
    {
        using var dataset = new Dataset(Interactions.FromPairs([0], [0], 1, 1));

        dataset.Invoking(it => it.ItemText(item)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Expected an item from 0 to 0*");
    }
}
