using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Tests.Models;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Baselines;

public sealed class KarTests : IDisposable
{
    private static readonly KarOptions Options = new() { SharedExperts = 2, OwnExperts = 1, HiddenWidth = 6, Dropout = 0.3 };

    private readonly Dataset _data = BaselineData.Create();
    private readonly LightGcn _backbone = BaselineData.Backbone();
    private readonly Generator _generator = new(3);

    [Fact]
    public void Inject_AddsTheGatedMeanOfTheExperts()
    {
        using var kar = Create();
        kar.eval();

        var injected = kar.Inject(_backbone.Ids);

        var expected = cat([Expected(kar, true), Expected(kar, false)], 0);
        Tensors.Difference(injected.sub(_backbone.Ids), expected).Should().BeLessThan(1e-6);
        expected.abs().max().ToDouble().Should().BeGreaterThan(0.01);
    }

    [Fact]
    public void Inject_LeavesASideWithoutTextsAlone()
    {
        using var data = BaselineData.Create(users: false);
        using var kar = new Kar(_backbone, data, Options, _generator);

        var change = kar.Inject(_backbone.Ids).sub(_backbone.Ids);

        change.narrow(0, 0, SmallGraph.UserCount).abs().max().ToDouble().Should().Be(0);
        change.narrow(0, SmallGraph.UserCount, 6).abs().max().ToDouble().Should().BePositive();
        kar.state_dict().Keys.Should().NotContain(key => key.StartsWith("user_adaptor", StringComparison.Ordinal));
    }

    [Fact]
    public void Dropout_DrawsAnewInEachStep_AndNotInEvaluation()
    {
        using var kar = Create();

        Tensors.Difference(kar.Inject(_backbone.Ids), kar.Inject(_backbone.Ids)).Should().BeGreaterThan(1e-3);

        kar.eval();
        Tensors.Difference(kar.Inject(_backbone.Ids), kar.Inject(_backbone.Ids)).Should().Be(0);
    }

    [Fact]
    public void RankingLoss_TrainsEveryWeight()
    {
        using var kar = new Kar(_backbone, _data, Options with { Dropout = 0, HiddenWidth = 40 }, _generator);

        _backbone.Loss(_backbone.Propagate(kar.Inject(_backbone.Ids)), SmallGraph.Batch()).backward();

        kar.parameters().Should().OnlyContain(parameter => parameter.grad!.abs().sum().ToDouble() > 0);
    }

    [Fact]
    public void Align_IsThePenaltyAlone()
    {
        using var kar = Create(Options with { Penalty = 0.5 });
        using var free = Create(Options with { Penalty = 0 });

        using var losses = kar.Align(_backbone.Ids, SmallGraph.Batch())!;

        losses.Terms.Should().BeEmpty();
        losses.Total.ToDouble().Should().BeApproximately(
            0.5 * kar.parameters().Sum(parameter => parameter.square().sum().ToDouble()), 1e-3);
        free.Align(_backbone.Ids, SmallGraph.Batch()).Should().BeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void StateDict_HasTheseKeys(int shared)
    {
        using var kar = Create(Options with { SharedExperts = shared });
        string[] layer = ["first_weight", "first_bias", "second_weight", "second_bias"];
        string[] sides = ["user_adaptor", "item_adaptor"];

        kar.state_dict().Keys.Should().BeEquivalentTo((string[])[
            .. sides.SelectMany(side => layer.Select(name => $"{side}.own_experts.{name}")),
            .. sides.SelectMany(side => new[] { $"{side}.gate.weight", $"{side}.gate.bias" }),
            .. shared == 0 ? [] : layer.Select(name => $"shared_experts.{name}"),
        ]);
    }

    [Fact]
    public void Step_LeavesItsResults()
    {
        using var kar = Create();
        var batch = SmallGraph.Batch();

        LiveTensors.ShouldStay(1, () => kar.Inject(_backbone.Ids));
        LiveTensors.ShouldStay(1, () => kar.Align(_backbone.Ids, batch)!);
        LiveTensors.LeftBy(() => Create().Dispose()).Should().Be(0);
    }

    [Fact]
    public void Options_Throw_ForBadValues()
    {
        Throws("SharedExperts", () => _ = new KarOptions { SharedExperts = -1 });
        Throws("OwnExperts", () => _ = new KarOptions { OwnExperts = 0 });
        Throws("HiddenWidth", () => _ = new KarOptions { HiddenWidth = 0 });
        Throws("Dropout", () => _ = new KarOptions { Dropout = 1 });
        Throws("Penalty", () => _ = new KarOptions { Penalty = double.NaN });

        static void Throws(string parameter, Action create) =>
            create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(parameter);
    }

    public void Dispose()
    {
        _data.Dispose();
        _backbone.Dispose();
        _generator.Dispose();
    }

    private Kar Create(KarOptions? options = null) => new(_backbone, _data, options ?? Options, _generator);

    // Expert by expert, row by row of the stacked weights: shared ones first.
    private Tensor Expected(Kar kar, bool users)
    {
        var (side, texts) = users ? ("user_adaptor", _data.UserEmbeddings!) : ("item_adaptor", _data.ItemEmbeddings!);
        var (weights, rows) = (kar.state_dict(), texts.Block(0, texts.Count));
        var gate = rows.mm(weights[$"{side}.gate.weight"].t()).add(weights[$"{side}.gate.bias"]).softmax(1);
        var (sum, expert) = (zeros(texts.Count, 5), 0);
        foreach (var (layer, count) in new[] { ("shared_experts", 2), ($"{side}.own_experts", 1) })
        {
            for (var k = 0; k < count; k++, expert++)
            {
                var first = weights[$"{layer}.first_weight"].narrow(0, 6 * k, 6);
                var hidden = rows.mm(first.t()).add(weights[$"{layer}.first_bias"].narrow(0, 6 * k, 6)).clamp_min(0);
                var output = hidden.mm(weights[$"{layer}.second_weight"][k]).add(weights[$"{layer}.second_bias"][k]).clamp_min(0);
                sum = sum.add(output.mul(gate.narrow(1, expert, 1)));
            }
        }

        return sum;
    }
}
