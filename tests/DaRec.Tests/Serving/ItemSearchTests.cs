using DaRec.Serving;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving;

public class ItemSearchTests
{
    private static readonly Recommender Exact = new(ServingMaterial.Contents(items: 2000));

    [Fact]
    public void Recommend_IsExact_WithASearchThatMissesNothing()
    {
        var search = new SortingSearch(Exact.ItemVectors);
        var index = Exact.WithSearch(search);
        RecommendOptions[] all =
        [
            new(), new() { Count = 100 }, new() { Count = 1500 }, new() { Where = item => item % 50 == 0 },
            new() { AllowedItems = ["i7", "i8"] }, new() { BlockedItems = ServingMaterial.Names("i", 900) }, new() { MinimumScore = 3 },
        ];
        foreach (var options in all)
        {
            // Whole numbers make equal scores, of which a search may find any: scores alone are compared.
            index.Recommend("u3", options).Select(item => item.Score)
                .Should().Equal(Exact.Recommend("u3", options).Select(item => item.Score), "{0}", options);
            index.RecommendMany(["u3", "u4"], options)[1].Select(item => item.Score)
                .Should().Equal(Exact.Recommend("u4", options).Select(item => item.Score), "{0}", options);
        }

        search.Calls.Should().BeGreaterThan(10);
    }

    [Fact]
    public void Recommend_ScoresNewItems_ThatTheSearchDoesNotKnow()
    {
        var vector = new float[ServingMaterial.Width];
        Array.Fill(vector, 100);
        var user = Exact.UserVectors[3].ToArray();
        float[] best = [.. user.Select(value => 100 * value)];

        var index = Exact.WithSearch(new SortingSearch(Exact.ItemVectors)).WithItemVectors(["best"], VectorTable.FromRows([best]));

        index.Recommend("u3")[0].Id.Should().Be("best");
        index.WithSearch(null).Recommend("u3").Select(item => item.Score).Should().Equal(index.Recommend("u3").Select(item => item.Score));
    }

    [Fact]
    public void WithSearch_RefusesASearchOfMoreItems()
    {
        var act = () => new Recommender(ServingMaterial.Contents()).WithSearch(new SortingSearch(Exact.ItemVectors));

        act.Should().Throw<ArgumentException>().WithMessage("Expected a search of at most 300 items, got 2000.*");
    }

    private sealed class SortingSearch(VectorTable items) : IItemSearch
    {
        private int _calls;

        public int Calls => _calls;

        public int ItemCount => items.Count;

        public int Find(ReadOnlySpan<float> query, Span<int> found)
        {
            Interlocked.Increment(ref _calls);
            var ranked = NaiveServing.Rank(items, query.ToArray(), found.Length, _ => true);
            for (var i = 0; i < ranked.Length; i++)
            {
                found[i] = ranked[i].Item;
            }

            return ranked.Length;
        }
    }
}
