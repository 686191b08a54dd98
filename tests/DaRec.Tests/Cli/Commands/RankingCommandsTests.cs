using System.Text.Json.Nodes;
using DaRec.Embeddings.Files;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Cli.Commands;

public sealed class RankingCommandsTests : IDisposable
{
    private readonly SmallData _data = new();

    [Theory]
    [InlineData("tst")]
    [InlineData("val")]
    public void Evaluate_GivesTrainsNumbers_OnWhatTrainWrote(string split)
    {
        _data.Train("--out", _data["run"], "--json", _data["train.json"]);

        var run = Evaluate(_data[Path.Combine("run", "user.npy")], _data[Path.Combine("run", "item.npy")], "--split", split);

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("Recall@20");
        var trained = Json("train.json");
        var expected = split == "val" ? trained["validation"]! : trained;
        foreach (var key in (string[])["users", "recall", "ndcg", .. split == "val" ? [] : new[] { "slices" }])
        {
            Json("metrics.json")[key]!.ToJsonString().Should().Be(expected[key]!.ToJsonString());
        }
    }

    [Fact]
    public void Evaluate_WritesThirdsByPopularity_AsTheirEvaluatorGivesThem()
    {
        Write("u.npy", SmallData.Users, ScalarType.Float32);
        Write("i.npy", SmallData.Items, ScalarType.Float32);
        using var data = DatasetFolder.Open(_data.Root);
        using var users = NpyFile.Read(_data["u.npy"]);
        using var items = NpyFile.Read(_data["i.npy"]);

        Evaluate(_data["u.npy"], _data["i.npy"], "--k", "3").ExitCode.Should().Be(0);

        var expected = new PopularityEvaluator(data.Train, data.Test!, 20).Evaluate(users, items);
        var slices = Json("metrics.json")["slices"]!;
        slices["cutoff"]!.GetValue<int>().Should().Be(20);
        foreach (var (key, all) in new[] { ("items", expected.Items), ("users", expected.Users) })
        {
            slices[key]!.AsObject().Select(third => third.Key).Should().Equal("tail", "middle", "head");
            foreach (var (third, json) in all.Zip(slices[key]!.AsObject().Select(third => third.Value!)))
            {
                (json["count"]!.GetValue<int>(), json["fewest"]!.GetValue<int>(), json["most"]!.GetValue<int>()).Should()
                    .Be((third.Count, third.Fewest, third.Most));
                json["users"]!.GetValue<int>().Should().Be(third.Users);
                json["recall"]!.GetValue<double>().Should().Be(third.Recall);
                json["ndcg"]?.GetValue<double>().Should().Be(third.Ndcg);
                json.AsObject().ContainsKey("ndcg").Should().Be(key == "users");
            }
        }
    }

    [Theory]
    [InlineData(ScalarType.Float16, ScalarType.Float16)]
    [InlineData(ScalarType.Float32, ScalarType.Float64)]
    [InlineData(ScalarType.Float16, ScalarType.Float64)]
    public void Evaluate_TakesAnyFloatingTypes(ScalarType usersType, ScalarType itemsType)
    {
        Write("u.npy", SmallData.Users, usersType);
        Write("i.npy", SmallData.Items, itemsType);

        var run = Evaluate(_data["u.npy"], _data["i.npy"], "--k", "3,50");

        run.Error.Should().BeEmpty();
        Json("metrics.json")["recall"]!.AsObject().Select(entry => entry.Key).Should().Equal("3", "50");
    }

    [Fact]
    public void Evaluate_NamesTheFile_ThatDoesNotFit()
    {
        Write("u.npy", SmallData.Users - 1, ScalarType.Float32);
        Write("i.npy", SmallData.Items, ScalarType.Float32);

        var run = Evaluate(_data["u.npy"], _data["i.npy"]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("u.npy").And.Contain("(30, d)").And.Contain("(29, 4)");
    }

    [Fact]
    public void Recommend_ListsAllButTheTrainingItems_BestFirst()
    {
        Write("u.npy", SmallData.Users, ScalarType.Float32);
        Write("i.npy", SmallData.Items, ScalarType.Float32);
        using var opened = DatasetFolder.Open(_data.Root);

        var run = Recommend("--user", "3", "--top", "1000");

        run.ExitCode.Should().Be(0);
        var lines = run.Output.Trim().Split('\n').Select(line => line.Trim('\r').Split('\t')).ToArray();
        lines.Select(line => int.Parse(line[1])).Order()
            .Should().Equal(Enumerable.Range(0, SmallData.Items).Except(opened.Train.ItemsOf(3).ToArray()));
        lines.Select(line => double.Parse(line[2])).Should().BeInDescendingOrder();
        lines.Select(line => line[0]).Should().Equal(Enumerable.Range(1, lines.Length).Select(rank => $"{rank}"));
        lines.Where(line => line.Length == 4).Should().OnlyContain(line => line[1] == "0" && line[3] == "the first");
    }

    [Fact]
    public void Recommend_KnowsUsersAndItemsByTheirIds_WhereTheDataHaveSome()
    {
        Write("u.npy", SmallData.Users, ScalarType.Float32);
        Write("i.npy", SmallData.Items, ScalarType.Float32);
        _data.Write("users.tsv", string.Concat(Enumerable.Range(0, SmallData.Users).Select(user => $"{user}\t@u{user}\n")));
        _data.Write("items.tsv", string.Concat(Enumerable.Range(0, SmallData.Items).Select(item => $"{item}\tsong-{item}\n")));

        Recommend("--user", "@u3", "--top", "1").Output.Should().StartWith("1\tsong-");
        var unknown = Recommend("--user", "3");
        unknown.ExitCode.Should().Be(2);
        unknown.Error.Should().Contain("@u0");
    }

    [Theory]
    [InlineData("--user", "30")]
    [InlineData("--user", "-1")]
    [InlineData("--user", "ann")]
    public void Recommend_SaysWhichUsersThereAre_ForAnother(string option, string user)
    {
        Write("u.npy", SmallData.Users, ScalarType.Float32);
        Write("i.npy", SmallData.Items, ScalarType.Float32);

        var run = Recommend(option, user);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("0 to 29");
    }

    public void Dispose() => _data.Dispose();

    private CliRun Evaluate(string users, string items, params string[] more) => CliRun.Of(
        ["evaluate", "--data", _data.Root, "--users", users, "--items", items, "--json", _data["metrics.json"], .. more]);

    private CliRun Recommend(params string[] more) =>
        CliRun.Of(["recommend", "--data", _data.Root, "--users", _data["u.npy"], "--items", _data["i.npy"], .. more]);

    private JsonNode Json(string name) => JsonNode.Parse(File.ReadAllText(_data[name]))!;

    private void Write(string name, int count, ScalarType type)
    {
        using var generator = new Generator((ulong)count);
        using var values = rand(count, 4, dtype: ScalarType.Float32, generator: generator);
        using var typed = values.to(type);
        NpyFile.Write(_data[name], typed);
    }
}
