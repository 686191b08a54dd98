using DaRec.Recommenders.Losses;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

public class SoftmaxLossTests
{
    private const int UserCount = 5;
    private const int ItemCount = 8;

    private static readonly (int User, int Item)[] Pairs = [(0, 3), (4, 1), (0, 7), (2, 3), (0, 0), (4, 5)]; // users come back

    private readonly Tensor _users = Tensors.Random(UserCount, 4);
    private readonly Tensor _items = Tensors.Random(ItemCount, 4, 2);
    private readonly Tensor _userNumbers = tensor(Pairs.Select(pair => (long)pair.User).ToArray());
    private readonly Tensor _itemNumbers = tensor(Pairs.Select(pair => (long)pair.Item).ToArray());

    private Tensor Anchors => _users.index_select(0, _userNumbers);

    private Tensor Positives => _items.index_select(0, _itemNumbers);

    [Theory]
    [InlineData(0.05, true)]
    [InlineData(0.3, true)]
    [InlineData(1, false)]
    [InlineData(0.4, false)]
    public void BothForms_AreTheReference(double temperature, bool cosine)
    {
        using var loss = new SoftmaxLoss(temperature, cosine);

        loss.call(Anchors, Positives, _items).ToDouble().Should().BeApproximately(
            NaiveSoftmax.Sampled(Anchors.ToArray(), Positives.ToArray(), _items.ToArray(), temperature, cosine), 1e-12);
        loss.OverAll(_users, _items, _userNumbers, _itemNumbers).ToDouble().Should().BeApproximately(
            NaiveSoftmax.OverAll(_users.ToArray(), _items.ToArray(), Pairs, temperature, cosine), 1e-12);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BothForms_HaveTheGradientOfFiniteDifferences_ForEachArgument(bool cosine)
    {
        using var loss = new SoftmaxLoss(0.6, cosine);
        var (anchors, positives) = (Anchors, Positives);

        FiniteDifferences.ShouldMatchGradient(x => loss.call(x, positives, _items), anchors);
        FiniteDifferences.ShouldMatchGradient(x => loss.call(anchors, x, _items), positives);
        FiniteDifferences.ShouldMatchGradient(x => loss.call(anchors, positives, x), _items);
        FiniteDifferences.ShouldMatchGradient(x => loss.OverAll(x, _items, _userNumbers, _itemNumbers), _users);
        FiniteDifferences.ShouldMatchGradient(x => loss.OverAll(_users, x, _userNumbers, _itemNumbers), _items);
    }

    [Theory]
    [InlineData(1, 1, 3, true)]
    [InlineData(5, 47, 8, true)]
    [InlineData(48, 48, 32, false)]
    [InlineData(49, 97, 33, true)]
    [InlineData(300, 130, 16, false)]
    public void Call_IsTheFormByOperators_InValueAndGradients(int pairs, int negatives, int width, bool cosine)
    {
        using var loss = new SoftmaxLoss(0.7, cosine);
        foreach (var (dtype, tolerance) in new[] { (ScalarType.Float64, 1e-11), (ScalarType.Float32, 5e-5) })
        {
            var rows = new[] { Tensors.Random(pairs, width, 1, dtype), Tensors.Random(pairs, width, 2, dtype), Tensors.Random(negatives, width, 3, dtype) };
            var (swept, plain) = (rows.Select(row => row.Leaf()).ToArray(), rows.Select(row => row.Leaf()).ToArray());

            var value = loss.call(swept[0], swept[1], swept[2]);
            value.backward();

            var expected = loss.ByOperators(plain[0], plain[1], plain[2]);
            expected.backward();
            Tensors.RelativeDifference(value, expected).Should().BeLessThan(tolerance);
            swept.Zip(plain).Should().OnlyContain(pair => Tensors.RelativeDifference(pair.First.grad!, pair.Second.grad!) < tolerance);
        }
    }

    [Fact]
    public void Call_IsOverAll_WhereEachItemButThePositiveIsDrawnOnce()
    {
        using var loss = new SoftmaxLoss(0.5, cosine: false);
        foreach (var (user, item) in Pairs)
        {
            var others = tensor(Enumerable.Range(0, ItemCount).Where(other => other != item).Select(other => (long)other).ToArray());

            var sampled = loss.call(_users.narrow(0, user, 1), _items.narrow(0, item, 1), _items.index_select(0, others));

            var all = loss.OverAll(_users, _items, tensor(new[] { (long)user }), tensor(new[] { (long)item }));
            Tensors.Difference(sampled, all).Should().BeLessThan(1e-12);
        }
    }

    [Fact]
    public void OneNegative_WithInnerProducts_IsBpr()
    {
        using var loss = new SoftmaxLoss(1, cosine: false);
        using var bpr = new BprLoss();
        var negative = _items.narrow(0, 6, 1);

        Tensors.Difference(loss.call(Anchors, Positives, negative), bpr.call(Anchors, Positives, negative.expand(Pairs.Length, 4)))
            .Should().BeLessThan(1e-12);
    }

    [Fact]
    public void ANegativeMore_RaisesTheLoss_AndAllAlikeIsTheLogOfTheNumber()
    {
        using var loss = new SoftmaxLoss();
        var values = Enumerable.Range(1, ItemCount).Select(count => loss.call(Anchors, Positives, _items.narrow(0, 0, count)).ToDouble());
        var same = ones(7, 3, dtype: ScalarType.Float64);

        values.Should().BeInAscendingOrder().And.OnlyContain(value => value > 0);
        loss.call(same, same, same.narrow(0, 0, 4)).ToDouble().Should().BeApproximately(Math.Log(5), 1e-12);
    }

    [Fact]
    public void Cosines_DoNotSeeLengths_AndInnerProductsTakeThemAsATemperature()
    {
        using var cosines = new SoftmaxLoss(0.3);
        using var products = new SoftmaxLoss(0.3, cosine: false);
        using var hot = new SoftmaxLoss(0.6, cosine: false);

        Tensors.Difference(cosines.call(Anchors.mul(7), Positives.mul(0.1), _items.mul(3)), cosines.call(Anchors, Positives, _items))
            .Should().BeLessThan(1e-12);
        Tensors.Difference(hot.call(Anchors.mul(2), Positives, _items), products.call(Anchors, Positives, _items)).Should().BeLessThan(1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Call_StaysFinite_WhereExponentialsOverflow(int sign)
    {
        using var loss = new SoftmaxLoss(1, cosine: false);
        var (user, positive) = (full([1, 2], 30.0, dtype: ScalarType.Float32).Leaf(), full([1, 2], sign * 30.0, dtype: ScalarType.Float32).Leaf());

        var value = loss.call(user, positive, positive.detach().neg());
        value.backward();

        value.ToDouble().Should().BeApproximately(sign > 0 ? 0 : 3600, 1e-3);
        Tensors.Difference(positive.grad!, full_like(positive, sign > 0 ? 0 : -30)).Should().BeLessThan(1e-4);
        user.grad!.isfinite().all().ToBoolean().Should().BeTrue();
    }

    [Fact]
    public void Call_GivesTheSameBits_ForAnyNumberOfThreads()
    {
        using var loss = new SoftmaxLoss();
        var rows = new[] { 1, 2, 3 }.Select(seed => Tensors.Random(700, 9, (ulong)seed, ScalarType.Float32)).ToArray();

        Threads.ShouldNotMatter(() =>
        {
            using var scope = NewDisposeScope();
            var leaves = rows.Select(row => row.Leaf()).ToArray();
            var value = loss.call(leaves[0], leaves[1], leaves[2]);
            value.backward();
            return [.. value.bytes, .. leaves.SelectMany(leaf => leaf.grad!.bytes.ToArray())];
        });
    }

    [Fact]
    public void BothForms_LeaveOneLiveTensor()
    {
        using var loss = new SoftmaxLoss();
        var (users, items, anchors) = (_users.Leaf(), _items.Leaf(), Anchors.Leaf());

        LiveTensors.ShouldStay(1, () => loss.call(anchors, anchors, items));
        LiveTensors.ShouldStay(1, () => loss.OverAll(users, items, _userNumbers, _itemNumbers));
    }

    [Fact]
    public void BothForms_Throw_ForWhatDoesNotFit()
    {
        using var loss = new SoftmaxLoss();

        Throws("positives", () => loss.call(Anchors, _items, _items));
        Throws("negatives", () => loss.call(Anchors, Positives, Tensors.Random(3, 5)));
        Throws("negatives", () => loss.call(Anchors, Positives, zeros(0, 4, dtype: ScalarType.Float64)));
        Throws("items", () => loss.OverAll(_users, Tensors.Random(3, 5), _userNumbers, _itemNumbers));
        Throws("itemNumbers", () => loss.OverAll(_users, _items, _userNumbers, _itemNumbers.narrow(0, 0, 2)));
        Throws("itemNumbers", () => loss.OverAll(_users, _items, _userNumbers.narrow(0, 0, 0), _itemNumbers.narrow(0, 0, 0)));
        Throws("temperature", () => _ = new SoftmaxLoss(0));

        static void Throws(string parameter, Action call) => call.Should().Throw<ArgumentException>().WithParameterName(parameter);
    }
}
