using DaRec.Serving;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving;

public class RecommendTests
{
    private static readonly RecommenderContents Contents = ServingMaterial.Contents();
    private static readonly Recommender Index = new(Contents);

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(299)]
    [InlineData(300)]
    [InlineData(100_000)]
    public void Recommend_IsTheSortedList_WithoutSeenItems(int count)
    {
        for (var user = 0; user < Index.UserCount; user++)
        {
            var list = Index.Recommend($"u{user}", count);

            var expected = Expected(user, count, item => !Contents.Seen!.Contains(user, item));
            list.Select(item => (item.Number, (double)item.Score)).Should().Equal(expected);
        }
    }

    [Fact]
    public void Recommend_GivesIdTitleAndNumber()
    {
        var best = Index.Recommend("u3", 20);

        best.Should().HaveCount(20);
        foreach (var item in best)
        {
            item.Id.Should().Be($"i{item.Number}");
            item.Title.Should().Be(Contents.ItemTitles![item.Number]);
            item.Title.Should().Be(Index.ItemTitle(item.Number));
        }
    }

    [Fact]
    public void Recommend_EqualsBruteForce_UnderEveryFilter()
    {
        string[] allowed = ["i5", "i6", "i7", "i100", "nobody", "i7", "i299", "i0", .. Enumerable.Range(150, 80).Select(item => $"i{item}")];
        string[] blocked = ["i6", "i150", "i151", "unknown"];
        var random = new Random(3);
        for (var trial = 0; trial < 200; trial++)
        {
            var user = random.Next(Index.UserCount);
            var options = new RecommendOptions
            {
                Count = random.Next(1, 400),
                ExcludeSeen = random.Next(2) == 0,
                AllowedItems = random.Next(2) == 0 ? allowed : null,
                BlockedItems = random.Next(2) == 0 ? blocked : null,
                Where = random.Next(2) == 0 ? item => item % 3 != 1 : null,
                MinimumScore = random.Next(2) == 0 ? random.Next(-5, 6) : null,
            };

            var list = Index.Recommend($"u{user}", options);

            var expected = Expected(user, options.Count, item =>
                (!options.ExcludeSeen || !Contents.Seen!.Contains(user, item))
                && (options.AllowedItems?.Contains($"i{item}") ?? true)
                && !(options.BlockedItems?.Contains($"i{item}") ?? false)
                && (options.Where?.Invoke(item) ?? true)
                && NaiveServing.Product(Contents.Items[item], Contents.Users![user]) >= (options.MinimumScore ?? double.NegativeInfinity));
            list.Select(item => (item.Number, (double)item.Score)).Should().Equal(expected, "{0}", options);
        }
    }

    [Fact]
    public void Recommend_IsEmpty_WhenNothingIsAllowed()
    {
        Index.Recommend("u0", new RecommendOptions { AllowedItems = [] }).Should().BeEmpty();
        Index.Recommend("u0", new RecommendOptions { Where = _ => false }).Should().BeEmpty();
        Index.Recommend("u0", new RecommendOptions { BlockedItems = ServingMaterial.Names("i", 300) }).Should().BeEmpty();
        Index.Recommend("u0", new RecommendOptions { MinimumScore = 1e9f }).Should().BeEmpty();
        Index.Recommend("u0", new RecommendOptions { BlockedItems = ServingMaterial.Names("i", 299), ExcludeSeen = false })
            .Should().ContainSingle().Which.Id.Should().Be("i299");
    }

    [Fact]
    public void Recommend_GivesTheSameItemsAndBits_InAnyOrderOfItems()
    {
        var random = new Random(8);
        var vectors = VectorTable.FromArray(ServingMaterial.Normal(random, 500 * 19), 19);
        var users = VectorTable.FromArray(ServingMaterial.Normal(random, 3 * 19), 19);
        int[] order = [.. Enumerable.Range(0, 500)];
        random.Shuffle(order);
        var shuffledIds = new DaRec.Data.IdMap();
        foreach (var item in order)
        {
            shuffledIds.GetOrAdd($"i{item}");
        }

        var index = new Recommender(new RecommenderContents { Items = vectors, Users = users, ItemIds = ServingMaterial.Ids("i", 500) });
        var shuffled = new Recommender(new RecommenderContents
        {
            Items = VectorTable.FromRows([.. order.Select(item => vectors[item].ToArray())]),
            Users = users,
            ItemIds = shuffledIds,
        });

        shuffled.Recommend("1", 500).Select(item => (item.Id, item.Score))
            .Should().Equal(index.Recommend("1", 500).Select(item => (item.Id, item.Score)));
    }

    [Fact]
    public void RecommendMany_GivesTheBitsOfSingleQueries()
    {
        var contents = ServingMaterial.Contents(users: 131, items: 1500, width: 21) with
        {
            Users = VectorTable.FromArray(ServingMaterial.Normal(new Random(4), 131 * 21), 21),
            Items = VectorTable.FromArray(ServingMaterial.Normal(new Random(5), 1500 * 21), 21),
        };
        var index = new Recommender(contents);
        string[] users = [.. ServingMaterial.Names("u", 131), "u7", "u7", "u0"];
        RecommendOptions[] all =
        [
            new(), new() { Count = 400 }, new() { BlockedItems = ["i5", "i900"], Where = item => item % 2 == 0, MinimumScore = 0 },
            new() { AllowedItems = ServingMaterial.Names("i", 700), ExcludeSeen = false },
        ];
        foreach (var options in all)
        {
            var many = index.RecommendMany(users, options);

            many.Should().HaveCount(users.Length);
            for (var i = 0; i < users.Length; i++)
            {
                many[i].Should().Equal(index.Recommend(users[i], options));
            }
        }
    }

    [Fact]
    public void Recommend_GivesTheSame_FromManyThreadsAtATime()
    {
        var expected = Enumerable.Range(0, Index.UserCount).Select(user => Index.Recommend($"u{user}")).ToArray();

        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, call =>
        {
            var user = call % Index.UserCount;
            Index.Recommend($"u{user}").Should().Equal(expected[user]);
            Index.SimilarItems($"i{user}").Should().HaveCount(10);
        });
    }

    [Fact]
    public void RecommendForVector_RanksByTheVector()
    {
        var vector = Contents.Users![9].ToArray();

        Index.RecommendForVector(vector)
            .Should().Equal(Index.Recommend("u9", new RecommendOptions { ExcludeSeen = false }));
    }

    [Fact]
    public void Popular_IsTheSortedListOfInteractions()
    {
        var counts = Contents.Seen!.ItemDegrees();

        Index.Popular(new RecommendOptions { Count = 50, BlockedItems = ["i3"] }).Select(item => (item.Number, (int)item.Score))
            .Should().Equal(Enumerable.Range(0, 300).Where(item => item != 3).Select(item => (item, counts[item]))
                .OrderByDescending(item => item.Item2).ThenBy(item => item.item).Take(50));
        var given = new Recommender(Contents with { ItemCounts = [.. Enumerable.Range(0, 300)] });
        given.Popular(new RecommendOptions { Count = 2 }).Select(item => item.Number).Should().Equal(299, 298);
    }

    [Fact]
    public void SimilarItems_IsTheSortedListOfCosines_WithoutTheItem()
    {
        var index = new Recommender(Contents with { Items = VectorTable.FromArray(ServingMaterial.Normal(new Random(2), 300 * 11), 11) });

        var list = index.SimilarItems("i4", new RecommendOptions { Count = 1000 });

        double[] cosines = [.. Enumerable.Range(0, 300).Select(item => NaiveServing.Cosine(index.ItemVectors[4], index.ItemVectors[item]))];
        list.Select(item => item.Number).Should().Equal(NaiveRanking.Sort(cosines).Where(item => item != 4));
        list.Should().OnlyContain(item => Math.Abs(item.Score - cosines[item.Number]) < 1e-6);
    }

    [Fact]
    public void SimilarItems_GivesCosineZero_ToVectorsOfZeros()
    {
        var index = new Recommender(new RecommenderContents { Items = VectorTable.FromRows([[0f, 0f], [3f, 4f], [6f, 8f], [-3f, -4f]]) });

        index.SimilarItems("1").Select(item => (item.Id, item.Score)).Should().Equal(("2", 1), ("0", 0), ("3", -1));
        index.SimilarItems("0").Should().OnlyContain(item => item.Score == 0);
    }

    [Fact]
    public void Queries_NameWhatIsUnknown()
    {
        var user = () => Index.Recommend("u77777");
        user.Should().Throw<UnknownIdException>().WithMessage("The index has no user 'u77777'; it has 40 users, such as 'u0'.*")
            .Which.Ids.Should().Equal("u77777");
        var many = () => Index.RecommendMany(["u1", "x", "u2", "y"]);
        many.Should().Throw<UnknownIdException>().Which.Ids.Should().Equal("x", "y");
        var item = () => Index.SimilarItems("z");
        item.Should().Throw<UnknownIdException>().WithMessage("The index has no item 'z'*");
        var seen = () => Index.Seen("nobody");
        seen.Should().Throw<UnknownIdException>();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Count_IsAtLeastOne(int count)
    {
        var act = () => Index.Recommend("u0", count);

        act.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"Expected Count ≥ 1, got {count}.*");
    }

    [Fact]
    public void Vectors_AreChecked()
    {
        var width = () => Index.RecommendForVector([1, 2, 3]);
        width.Should().Throw<ArgumentException>().WithMessage("Expected a vector of width 11, got 3.*");
        var finite = () => Index.RecommendForVector([1, 2, 3, float.NaN, 5, 6, 7, 8, 9, 10, 11]);
        finite.Should().Throw<ArgumentException>().WithMessage("Expected finite numbers, got NaN at position 3*");
        var score = () => new RecommendOptions { MinimumScore = float.NaN };
        score.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Seen_ListsTheUsersItems()
    {
        Index.Seen("u2").Should().Equal(Contents.Seen!.ItemsOf(2).ToArray().Select(item => $"i{item}"));
    }

    private static (int, double)[] Expected(int user, int count, Func<int, bool> mayAppear) =>
        NaiveServing.Rank(Contents.Items, Contents.Users![user].ToArray(), count, mayAppear);
}
