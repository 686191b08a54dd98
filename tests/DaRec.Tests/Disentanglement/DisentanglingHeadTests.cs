using DaRec.Disentanglement;
using DaRec.Embeddings;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Disentanglement;

public class DisentanglingHeadTests
{
    [Fact]
    public void Call_GivesBothPartsOfEachRow()
    {
        using var head = new DisentanglingHead(6, 4, [5, 3]);

        using var parts = head.call(Rows(7, 6));

        parts.Shared.shape.Should().Equal(7, 4);
        parts.Specific.shape.Should().Equal(7, 4);
        Tensors.Difference(parts.Shared, parts.Specific).Should().BeGreaterThan(0.01);
    }

    [Fact]
    public void LinearHead_IsLinear_WithoutHiddenLayers()
    {
        using var head = new DisentanglingHead(6, 4, []);
        var (a, b) = (Rows(7, 6, 1), Rows(7, 6, 2));

        var sum = head.Shared(a.add(b));

        Tensors.Difference(sum, head.Shared(a).add(head.Shared(b))).Should().BeLessThan(1e-5); // its bias starts at zero
    }

    [Fact]
    public void ResidualHead_StartsAsTheIdentity_AndLearns()
    {
        using var head = new DisentanglingHead(6, 6, shape: HeadShape.Residual);
        var rows = Rows(7, 6);

        Tensors.Difference(head.Shared(rows), rows).Should().Be(0);
        head.Shared(rows).sum().backward();
        head.get_parameter("shared.1.weight")!.grad!.abs().sum().ToDouble().Should().BeGreaterThan(0);
    }

    [Fact]
    public void IdentityHead_GivesItsInput_AndKeepsASpecificNetwork()
    {
        using var head = new DisentanglingHead(6, 6, shape: HeadShape.Identity);
        var rows = Rows(7, 6);

        using (var parts = head.call(rows))
        {
            Tensors.Difference(parts.Shared, rows).Should().Be(0);
            Tensors.Difference(parts.Specific, rows).Should().BeGreaterThan(0.01);
        }

        rows.IsInvalid.Should().BeFalse("disposing the parts leaves the argument alone");
        head.state_dict().Keys.Should().OnlyContain(key => key.StartsWith("specific.", StringComparison.Ordinal));
    }

    [Fact]
    public void StateDict_HasTheseKeys()
    {
        using var head = new DisentanglingHead(6, 4, [5]);

        head.state_dict().Keys.Should().BeEquivalentTo(
            "shared.0.weight", "shared.0.bias", "shared.1.weight", "shared.1.bias",
            "specific.0.weight", "specific.0.bias", "specific.1.weight", "specific.1.bias");
    }

    [Fact]
    public void Weights_AreTheSame_ForTheSameGeneratorState()
    {
        using var first = new Generator(4);
        using var second = new Generator(4);
        using var a = new DisentanglingHead(6, 4, generator: first);
        using var b = new DisentanglingHead(6, 4, generator: second);

        Tensors.Difference(a.Shared(Rows(3, 6)), b.Shared(Rows(3, 6))).Should().Be(0);
    }

    [Fact]
    public void Constructor_LeavesTheProcessGeneratorAlone_WhenGivenOne()
    {
        using var generator = new Generator(4);
        manual_seed(11);
        var expected = rand(1).ToSingle();
        manual_seed(11);

        using var head = new DisentanglingHead(6, 4, generator: generator);

        rand(1).ToSingle().Should().Be(expected);
    }

    [Theory]
    [InlineData(HeadActivation.Relu)]
    [InlineData(HeadActivation.LeakyRelu)]
    [InlineData(HeadActivation.Gelu)]
    [InlineData(HeadActivation.Tanh)]
    public void Gradient_MatchesFiniteDifferences(HeadActivation activation)
    {
        using var generator = new Generator(4);
        using var head = new DisentanglingHead(4, 3, [5], activation: activation, generator: generator).to(ScalarType.Float64);

        FiniteDifferences.ShouldMatchGradient(
            x =>
            {
                using var parts = head.call(x);
                return parts.Shared.square().sum().add(parts.Specific.sin().sum());
            },
            Tensors.Random(3, 4));
    }

    [Fact]
    public void Head_OutlivesTheScopeItWasCreatedIn()
    {
        DisentanglingHead head;
        using (NewDisposeScope())
        {
            head = new DisentanglingHead(6, 4);
        }

        using var parts = head.call(Rows(2, 6));
        parts.Shared.shape.Should().Equal(2, 4);
    }

    [Theory]
    [InlineData(HeadShape.Residual)]
    [InlineData(HeadShape.Identity)]
    public void Constructor_Throws_WhenAShapeNeedsEqualWidths(HeadShape shape)
    {
        var create = () => new DisentanglingHead(6, 4, shape: shape);

        create.Should().Throw<ArgumentException>().WithMessage($"*Expected output width 6*{shape}*got 4*");
    }

    [Fact]
    public void Call_Throws_WhenTheWidthIsNotTheHeads()
    {
        using var head = new DisentanglingHead(6, 4);

        var call = () => head.call(Rows(2, 5));

        call.Should().Throw<ArgumentException>().WithMessage("*Expected width 6, got (2, 5)*");
    }

    [Theory]
    [InlineData(HeadShape.Mlp)]
    [InlineData(HeadShape.Residual)]
    [InlineData(HeadShape.Identity)]
    public void Call_LeavesTwoLiveTensors(HeadShape shape)
    {
        using var head = new DisentanglingHead(6, 6, shape: shape);
        var rows = Rows(3, 6).Leaf();

        LiveTensors.ShouldStay(2, () => head.call(rows));
    }

    private static Tensor Rows(long n, long d, ulong seed = 1) => Tensors.Random(n, d, seed, ScalarType.Float32);

    [Theory]
    [InlineData(HeadShape.Mlp, 0)]
    [InlineData(HeadShape.Mlp, 1)]
    [InlineData(HeadShape.Residual, 1)]
    [InlineData(HeadShape.Identity, 1)]
    public void SharedOfATable_EqualsSharedOfItsRows_InValueAndGradient(HeadShape shape, int hiddenLayers)
    {
        // More rows than a block has.
        var rows = Tensors.Random(300_000, 5, dtype: ScalarType.Float32);
        using var table = FrozenEmbeddings.FromTensor(rows);
        var head = new DisentanglingHead(5, 5, [.. Enumerable.Repeat(4, hiddenLayers)], shape, generator: new Generator(3));

        var expected = Differentiate(() => head.Shared(rows));
        var actual = Differentiate(() => head.Shared(table));

        actual.Zip(expected).Should().AllSatisfy(pair => Tensors.Difference(pair.First, pair.Second).Should().BeLessThan(1e-4));

        List<Tensor> Differentiate(Func<Tensor> compute)
        {
            head.zero_grad();
            var shared = compute();
            if (shared.requires_grad)
            {
                shared.square().mean().backward();
            }

            var gradients = head.parameters().Select(parameter => parameter.grad).OfType<Tensor>();
            return [shared.detach(), .. gradients.Select(gradient => gradient.clone())];
        }
    }
}
