using DaRec.Data;
using DaRec.Serving;
using DaRec.Serving.FoldIn;
using DaRec.Tests.Reference;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving.FoldIn;

public class UserFoldInTests
{
    private static readonly PlantedUsers Planted = new();
    private static readonly FoldInSettings Plain = new() { CountExponent = PlantedUsers.Exponent, Whitening = 0, HistoryWeight = 0 };
    private static readonly FoldInSettings Full = new() { CountExponent = 0.25, Whitening = 0.5, HistoryWeight = 0.3 };

    public static TheoryData<int[]> Histories => new() { { [7] }, { [3, 9] }, { [.. Enumerable.Range(5, 40)] } };

    [Fact]
    public void Fold_RecoversTrainedUsers_WhoseVectorsAreALinearMap()
    {
        var foldIn = Fit(Planted, Plain);

        var folded = foldIn.FoldMany(Planted.Training);

        for (var user = 0; user < PlantedUsers.Users; user++)
        {
            var (found, trained) = (folded[user].ToArray(), Planted.UserVectors[user].ToArray());
            Cosine(found[..PlantedUsers.Width], trained[..PlantedUsers.Width]).Should().BeGreaterThan(0.998); // the map is shrunk by 1 %
            Differences(found[PlantedUsers.Width..], trained[PlantedUsers.Width..]).Should().BeLessThan(1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public void Fold_AgreesWithDenseReference(int[] history)
    {
        var (users, items) = (PlantedUsers.Collaborative(Planted.UserVectors), PlantedUsers.Collaborative(Planted.ItemVectors));
        foreach (var settings in new[] { Plain, Full, FoldInSettings.Default })
        {
            var foldIn = UserFoldIn.Fit(users, items, Planted.Training, settings: settings);

            var folded = Folded(foldIn, history);

            var reference = FoldInReference.Fold(users, items, Planted.Training, settings, history);
            Differences(folded, [.. reference.Select(value => (float)value)]).Should().BeLessThan(1e-5); // fitted arrays are float32
        }
    }

    [Fact]
    public void Fold_IsTheSame_ForAnotherOrderAndRepeatedItems()
    {
        var foldIn = Fit(Planted, Full);

        var folded = Folded(foldIn, [31, 4, 18, 7, 59]);

        Folded(foldIn, [7, 59, 4, 31, 18]).Should().Equal(folded);
        Folded(foldIn, [7, 59, 4, 4, 31, 18, 7, 7]).Should().Equal(folded);
        Folded(foldIn, [7, 59, 4, 31]).Should().NotEqual(folded);
    }

    [Fact]
    public void Fold_ScalesAsTrainedUsersDo_WhateverTheScaleOfItems()
    {
        var scaled = new PlantedUsers(userScale: 3, itemScale: 0.25);

        var folded = Folded(Fit(scaled, Full), [2, 40, 41]);

        var unscaled = Folded(Fit(Planted, Full), [2, 40, 41]);
        var expected = unscaled.Select((value, column) => column < PlantedUsers.Width ? 3 * value : value).ToArray();
        Differences(folded, expected).Should().BeLessThan(1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(30)]
    public void Fold_HasTheLengthOfTrainedUsers_WithAsManyItems(int count)
    {
        // Length is 2 n^0.7 whatever the items.
        var users = new List<float[]>();
        for (var user = 0; user < PlantedUsers.Users; user++)
        {
            var row = Planted.UserVectors[user][..PlantedUsers.Width].ToArray();
            var factor = 2 * Math.Pow(Planted.Training.ItemsOf(user).Length, 0.7) / Length(row);
            users.Add(Array.ConvertAll(row, value => (float)(factor * value)));
        }

        var items = PlantedUsers.Collaborative(Planted.ItemVectors);
        var foldIn = UserFoldIn.Fit(VectorTable.FromRows(users), items, Planted.Training, settings: Full);

        var folded = Folded(foldIn, [.. Enumerable.Range(10, count)]);

        Length(folded).Should().BeApproximately(2 * Math.Pow(count, 0.7), 1e-4 * Math.Pow(count, 0.7));
    }

    [Fact]
    public void HistoryWeight_PullsScoresOfTheHistoryToTheMeanScore()
    {
        int[] history = [0, 1, 2, 3];
        var (users, items) = (PlantedUsers.Collaborative(Planted.UserVectors), PlantedUsers.Collaborative(Planted.ItemVectors));

        double Spread(double weight)
        {
            var folded = Folded(UserFoldIn.Fit(users, items, Planted.Training, settings: Plain with { HistoryWeight = weight }), history);
            var scores = history.Select(item => Enumerable.Range(0, PlantedUsers.Width).Sum(c => folded[c] * items[item][c])).ToArray();
            return scores.Max() - scores.Min();
        }

        Spread(1).Should().BeLessThan(Spread(0));
        Spread(100).Should().BeLessThan(0.1 * Spread(0));
    }

    [Fact]
    public void FoldMany_GivesTheVectorsOfFold()
    {
        var foldIn = Fit(Planted, Full);

        var folded = foldIn.FoldMany(Planted.Training);

        folded.Count.Should().Be(PlantedUsers.Users);
        for (var user = 0; user < PlantedUsers.Users; user++)
        {
            folded[user].ToArray().Should().Equal(Folded(foldIn, Planted.Training.ItemsOf(user).ToArray()));
        }
    }

    [Fact]
    public void Fit_ChoosesSettings_OnTheValidationPart()
    {
        // Each user takes even items or odd ones. The vectors say so in a short direction; a long one means nothing.
        var random = new Random(3);
        float[][] items = [.. Enumerable.Range(0, 200).Select(item => new[] { item % 2 == 0 ? 1f : -1f, 10 * (float)(random.NextDouble() - 0.5) })];
        Interactions Draw(int each)
        {
            int[] owners = [.. Enumerable.Range(0, 100 * each).Select(pair => pair / each)];
            return Interactions.FromPairs(owners, [.. owners.Select(user => (user % 2) + (2 * random.Next(100)))], 100, 200);
        }

        var (training, validation) = (Draw(6), Draw(6));
        float[][] users = [.. Enumerable.Range(0, 100).Select(user => new[]
        {
            training.ItemsOf(user).ToArray().Sum(item => items[item][0]), training.ItemsOf(user).ToArray().Sum(item => items[item][1]),
        })];
        FoldInSettings Choose() => UserFoldIn.Fit(VectorTable.FromRows(users), VectorTable.FromRows(items), training, validation).Settings;

        var chosen = Choose();

        chosen.Whitening.Should().BeGreaterThan(0);
        Choose().Should().Be(chosen);
    }

    [Fact]
    public void Fit_TakesTheDefault_WithoutValidationItems()
    {
        var none = Interactions.FromPairs([], [], PlantedUsers.Users, PlantedUsers.Items);

        Fit(Planted, null).Settings.Should().Be(FoldInSettings.Default);
        UserFoldIn.Fit(Planted.UserVectors, Planted.ItemVectors, Planted.Training, none, PlantedUsers.Width)
            .Settings.Should().Be(FoldInSettings.Default);
    }

    private static UserFoldIn Fit(PlantedUsers planted, FoldInSettings? settings) => UserFoldIn.Fit(
        planted.UserVectors, planted.ItemVectors, planted.Training, collaborativeWidth: PlantedUsers.Width, settings: settings);

    private static float[] Folded(UserFoldIn foldIn, int[] history)
    {
        var user = new float[foldIn.Width];
        foldIn.Fold(history, user);
        return user;
    }

    private static double Differences(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs((double)x - y)).Max();

    private static double Length(float[] row) => Math.Sqrt(row.Sum(value => (double)value * value));

    private static double Cosine(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum() / (Length(a) * Length(b));
}
