using System.Text.Json.Nodes;
using DaRec.Cli.Output;
using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;

namespace DaRec.Tests.Cli;

public sealed class MeasuredUsersTests : IDisposable
{
    private readonly SmallData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Train_MeasuresSomeUsersOfBothParts_WhereAsked()
    {
        var run = _data.Train("--validation-users", "7", "--test-users", "9", "--json", _data["run.json"]);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().ContainAll("validation: 7 of 30 users", "test: 9 of 30 users", "standard errors Recall@20 ±");
        var json = JsonNode.Parse(File.ReadAllText(_data["run.json"]))!;
        json["users"]!.GetValue<int>().Should().Be(9);
        json["validation"]!["users"]!.GetValue<int>().Should().Be(7);
    }

    [Fact]
    public void Train_RefusesACountOfTestUsersThatIsNone() =>
        _data.Train("--test-users", "0").Error.Should().Contain("--test-users 0: expected a whole number ≥ 1");

    [Fact]
    public void RankingTime_IsTold_WhereManyUsersAreRanked_AndNotElsewhere()
    {
        int[] users = [.. Enumerable.Range(0, 600)];
        var held = Interactions.FromPairs(users, [.. users.Select(user => user % 50)], 600, 50);
        using var ofUsers = Tensors.Random(600, 8, 1, torch.ScalarType.Float32);
        using var ofItems = Tensors.Random(50, 8, 2, torch.ScalarType.Float32);
        var train = Interactions.FromPairs(users, [.. users.Select(user => (user + 1) % 50)], 600, 50);
        var warm = new WarmItems(train);

        RankingTime.Of(train, held, ofUsers, ofItems, warm).Should().BeNull("it takes no time");
        RankingTime.Of(train, held, ofUsers, ofItems, warm, isLong: 1).Should().BePositive();
        LiveTensors.LeftBy(() => RankingTime.Of(train, held, ofUsers, ofItems, warm, isLong: 1)).Should().Be(0);
    }
}
