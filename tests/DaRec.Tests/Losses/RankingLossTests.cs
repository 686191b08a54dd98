using DaRec.Internal;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Tests.Models;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

public class RankingLossTests
{
    private const int Users = SmallGraph.UserCount;
    private const int Items = SmallGraph.NodeCount - SmallGraph.UserCount;

    private readonly Tensor _table = Tensors.Random(SmallGraph.NodeCount, 3);

    public static TheoryData<RankingLossKind> Kinds => [.. Enum.GetValues<RankingLossKind>()];

    [Fact]
    public void Of_IsTheLossThatIsAskedFor()
    {
        var batch = SmallGraph.Batch();
        var options = new RankingLossOptions { Temperature = 0.4, Negatives = 3 };
        using var bpr = new BprLoss();
        using var softmax = new SoftmaxLoss(0.4);
        using var drawn = Create(options).Draw(CPU);
        var (users, positives) = (_table.index_select(0, batch.Users), Rows(batch.Positives));

        ShouldBe(RankingLossKind.Bpr, bpr.call(users, positives, Rows(batch.Negatives)));
        ShouldBe(RankingLossKind.SampledSoftmax, softmax.call(users, positives, Rows(drawn)));
        ShouldBe(RankingLossKind.Softmax, softmax.OverAll(_table.narrow(0, 0, Users), _table.narrow(0, Users, Items), batch.Users, batch.Positives));

        Tensor Rows(Tensor items) => _table.index_select(0, items.add(Users));

        void ShouldBe(RankingLossKind kind, Tensor expected) =>
            Tensors.Difference(Create(options with { Kind = kind }).Of(_table, batch), expected).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Draw_IsUniform_AndAnotherOneEachTime()
    {
        const int Draws = 60_000;
        var loss = Create(new RankingLossOptions { Negatives = Draws });

        var (first, second) = (TensorMemory.ToArray<long>(loss.Draw(CPU)), TensorMemory.ToArray<long>(loss.Draw(CPU)));

        second.Should().NotEqual(first);
        TensorMemory.ToArray<long>(Create(new RankingLossOptions { Negatives = Draws }).Draw(CPU)).Should().Equal(first);
        TensorMemory.ToArray<long>(Create(new RankingLossOptions { Negatives = Draws }, seed: 6).Draw(CPU)).Should().NotEqual(first);
        var counts = first.GroupBy(item => item).ToDictionary(group => group.Key, group => group.Count());
        counts.Keys.Should().BeEquivalentTo(Enumerable.Range(0, Items));
        var deviation = Math.Sqrt(Draws / (double)Items);
        counts.Values.Should().OnlyContain(count => Math.Abs(count - (Draws / Items)) < 5 * deviation);
    }

    [Fact]
    public void Draw_GoesOn_FromASavedState()
    {
        var (one, other) = (Create(new RankingLossOptions()), Create(new RankingLossOptions()));
        one.Draw(CPU).Dispose();

        other.SetState(one.GetState());

        TensorMemory.ToArray<long>(other.Draw(CPU)).Should().Equal(TensorMemory.ToArray<long>(one.Draw(CPU)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Backbones_AddThePenalty_ToEachLoss(RankingLossKind kind)
    {
        using var generator = new Generator(7);
        var options = new BackboneOptions { Regularization = 0.02, RankingLoss = new() { Kind = kind } };
        using var model = new MatrixFactorization(SmallGraph.Train, 3, options, generator);
        var table = _table.to(ScalarType.Float32);

        using var loss = model.Loss(new Propagation { Embeddings = table }, SmallGraph.Batch());

        using var expected = new RankingLoss(options.RankingLoss, Users, Items, 7).Of(table, SmallGraph.Batch());
        loss.ToDouble().Should().BeApproximately(expected.ToDouble() + (0.02 * model.Ids.square().sum().ToDouble()), 1e-5);
    }

    [Fact]
    public void Options_Throw_OutOfRange()
    {
        Throws("Temperature", () => _ = new RankingLossOptions { Temperature = 0 });
        Throws("Negatives", () => _ = new RankingLossOptions { Negatives = 0 });
        Throws("Kind", () => _ = new RankingLossOptions { Kind = (RankingLossKind)9 });
        new Action(() => _ = new BackboneOptions { RankingLoss = null! }).Should().Throw<ArgumentNullException>();

        static void Throws(string name, Action act) => act.Should().Throw<ArgumentException>().WithParameterName(name);
    }

    private static RankingLoss Create(RankingLossOptions options, long seed = 5) => new(options, Users, Items, seed);
}
