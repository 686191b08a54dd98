using DaRec.Serving;
using DaRec.Serving.FoldIn;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving.FoldIn;

public sealed class UserFoldInIndexTests : IDisposable
{
    private static readonly PlantedUsers Planted = new();
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder["index"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_FoldsInToTheLastBit_AsWhatWasSaved()
    {
        var recommender = Index();

        recommender.Save(Folder);

        var loaded = Recommender.Load(Folder);
        loaded.VectorForHistory(["4", "17"]).Should().Equal(recommender.VectorForHistory(["4", "17"]));
        loaded.RecommendForHistory(["4", "17"]).Should().Equal(recommender.RecommendForHistory(["4", "17"]));
    }

    [Fact]
    public void Load_KeepsFewColumnsOfOneKind()
    {
        var items = PlantedUsers.Collaborative(Planted.ItemVectors);
        var foldIn = UserFoldIn.Fit(PlantedUsers.Collaborative(Planted.UserVectors), items, Planted.Training);
        var recommender = new Recommender(new RecommenderContents { Items = items, FoldIn = foldIn });

        recommender.Save(Folder);

        Recommender.Load(Folder).VectorForHistory(["4"]).Should().Equal(recommender.VectorForHistory(["4"]));
    }

    [Fact]
    public void WithoutItems_FoldsInTheSame_FromItemsThatStay()
    {
        var recommender = Index();

        var smaller = recommender.WithoutItems(["0", "16", "30"]);

        smaller.VectorForHistory(["4", "17", "59"]).Should().Equal(recommender.VectorForHistory(["4", "17", "59"]));
    }

    [Fact]
    public void WithItemVectors_FoldsInNewItems_AndOldOnesAsBefore()
    {
        var recommender = Index();
        var added = VectorTable.FromRows([[1, 0, 0, 0, 0, 0, 1, 1, 1]]);

        var larger = recommender.WithItemVectors(["new"], added);

        larger.VectorForHistory(["4", "17"]).Should().Equal(recommender.VectorForHistory(["4", "17"]));
        var vector = larger.VectorForHistory(["new"]);
        vector[PlantedUsers.Width..].Should().Equal([.. PlantedUsers.Scales.Select(scale => (float)scale)], (a, b) => Math.Abs(a - b) < 1e-5);
    }

    private static Recommender Index() => new(new RecommenderContents
    {
        Items = Planted.ItemVectors,
        Users = Planted.UserVectors,
        Seen = Planted.Training,
        FoldIn = UserFoldIn.Fit(Planted.UserVectors, Planted.ItemVectors, Planted.Training, collaborativeWidth: PlantedUsers.Width),
    });
}
