using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Tests.Models;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Baselines;

public sealed class RlmRecGenerativeTests : IDisposable
{
    private static readonly RlmRecGenerativeOptions Options = new() { MaskRate = 0.3, Weight = 0.4, Temperature = 0.6, Penalty = 0.02 };

    private readonly Dataset _data = BaselineData.Create();
    private readonly LightGcn _backbone = BaselineData.Backbone();
    private readonly Generator _generator = new(3);

    [Theory]
    [InlineData(0.01, 1)]
    [InlineData(0.3, 3)]
    [InlineData(1, 10)]
    public void Inject_PutsTheTokenIntoItsShareOfRows_AndNothingElse(double rate, int expected)
    {
        using var baseline = Create(Options with { MaskRate = rate });
        SetToken(baseline, 9);

        var injected = baseline.Inject(_backbone.Ids);

        var masked = Masked(injected);
        masked.Should().HaveCount(expected);
        var kept = Enumerable.Range(0, SmallGraph.NodeCount).Where(row => !masked.Contains(row)).ToArray();
        kept.All(row => Tensors.Difference(injected[row], _backbone.Ids[row]) == 0).Should().BeTrue();
    }

    [Fact]
    public void MaskedRows_SeeNoEmbeddingOfTheirOwn()
    {
        using var baseline = Create(Options with { Penalty = 0 });
        using var factorization = new MatrixFactorization(SmallGraph.Train, 5); // without a graph a row is all that it sees
        SetToken(baseline, 9);

        var injected = baseline.Inject(factorization.Ids);
        var masked = Masked(injected);
        using var losses = baseline.Align(factorization.Propagate(injected).Embeddings, SmallGraph.Batch())!;
        losses.Total.backward();

        masked.Should().NotBeEmpty();
        factorization.Ids.grad!.index_select(0, tensor(masked.Select(row => (long)row).ToArray())).abs().sum().ToDouble().Should().Be(0);
        baseline.parameters().First().grad.Should().NotBeNull();
    }

    [Fact]
    public void MaskedRows_AreToldByTheirNeighbours()
    {
        using var baseline = Create(Options with { Penalty = 0 });
        SetToken(baseline, 9);
        var injected = baseline.Inject(_backbone.Ids);
        var masked = Masked(injected);

        using var losses = baseline.Align(_backbone.Propagate(injected).Embeddings, SmallGraph.Batch())!;
        losses.Total.backward();

        var gradient = _backbone.Ids.grad!.abs().sum(1L).ToVector();
        masked.Should().OnlyContain(row => gradient[row] == 0);
        gradient.Sum().Should().BePositive();
    }

    [Fact]
    public void Align_IsTheReference()
    {
        using var baseline = Create();
        SetToken(baseline, 9);
        var injected = baseline.Inject(_backbone.Ids);
        var masked = Masked(injected);
        var embeddings = _backbone.Propagate(injected).Embeddings;

        using var losses = baseline.Align(embeddings, SmallGraph.Batch())!;

        var weights = baseline.state_dict();
        var hidden = embeddings.mm(weights["text_network.0.weight"].t()).add(weights["text_network.0.bias"]);
        var active = hidden.clamp_min(0).add(hidden.clamp_max(0).mul(0.01));
        var told = active.mm(weights["text_network.1.weight"].t()).add(weights["text_network.1.bias"]).ToArray();
        var texts = cat([_data.UserEmbeddings!.Block(0, 4), _data.ItemEmbeddings!.Block(0, 6)], 0).ToArray();
        var (a, b) = (NaiveContrast.Take(told, masked), NaiveContrast.Take(texts, masked));
        var term = NaiveContrast.InfoNce(a, b, b, 0.6);
        losses.Terms.Single().Key.Should().Be("reconstruction");
        losses.Terms.Single().Value.ToDouble().Should().BeApproximately(term, 1e-5);
        var penalty = 0.02 * baseline.parameters().Sum(parameter => parameter.square().sum().ToDouble());
        losses.Total.ToDouble().Should().BeApproximately((0.4 * term) + penalty, 1e-4);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Inject_MasksOnlyRowsWithTexts(bool users, bool items)
    {
        using var data = BaselineData.Create(users, items);
        using var baseline = new RlmRecGenerative(_backbone, data, Options with { MaskRate = 1 }, _generator);
        SetToken(baseline, 9);

        var masked = Masked(baseline.Inject(_backbone.Ids));

        masked.Should().Equal(users ? Enumerable.Range(0, 4) : Enumerable.Range(4, 6));
        using var losses = baseline.Align(_backbone.Propagate(_backbone.Ids).Embeddings, SmallGraph.Batch());
        losses!.Total.ToDouble().Should().BePositive();
    }

    [Fact]
    public void Inject_MasksAnewInEachStep_AndNothingInEvaluation()
    {
        using var baseline = Create();
        SetToken(baseline, 9);

        var draws = Enumerable.Range(0, 8).Select(_ => string.Join(",", Masked(baseline.Inject(_backbone.Ids)))).ToArray();
        draws.Distinct().Should().HaveCountGreaterThan(3);

        baseline.eval();
        Tensors.Difference(baseline.Inject(_backbone.Ids), _backbone.Ids).Should().Be(0);
    }

    [Fact]
    public void Align_Throws_WhereNothingWasMasked()
    {
        using var baseline = Create();
        var embeddings = _backbone.Propagate(_backbone.Ids).Embeddings;

        new Action(() => baseline.Align(embeddings, SmallGraph.Batch())).Should().Throw<InvalidOperationException>().WithMessage("*Inject*");
    }

    [Fact]
    public void StateDict_HasTheseKeys()
    {
        using var baseline = Create();

        baseline.state_dict().Keys.Should().BeEquivalentTo(
            "mask_token", "text_network.0.weight", "text_network.0.bias", "text_network.1.weight", "text_network.1.bias");
        baseline.state_dict()["mask_token"].ToVector().Should().OnlyContain(value => value == 0);
    }

    [Fact]
    public void Step_LeavesTotalAndTerm()
    {
        using var baseline = Create();
        var (embeddings, batch) = (_backbone.Propagate(_backbone.Ids).Embeddings, SmallGraph.Batch());

        LiveTensors.ShouldStay(2, () =>
        {
            baseline.Inject(_backbone.Ids).Dispose();
            return baseline.Align(embeddings, batch)!;
        });
    }

    public void Dispose()
    {
        _data.Dispose();
        _backbone.Dispose();
        _generator.Dispose();
    }

    private static int[] Masked(Tensor injected) =>
        [.. Enumerable.Range(0, SmallGraph.NodeCount).Where(row => injected[row].eq(9).all().ToBoolean())];

    private static void SetToken(RlmRecGenerative baseline, double value)
    {
        using var noGrad = no_grad();
        baseline.state_dict()["mask_token"].fill_(value);
    }

    private RlmRecGenerative Create(RlmRecGenerativeOptions? options = null) => new(_backbone, _data, options ?? Options, _generator);
}
