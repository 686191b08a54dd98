using DaRec.Internal;
using DaRec.Recommenders.Losses;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

public class LogSumExpTests
{
    // As written, by autograd.
    private static Tensor Dense(Tensor a, Tensor c, Tensor w, double scale, Tensor? counts, bool normalize)
    {
        var (x, y) = normalize ? (Rows.Normalize(a), Rows.Normalize(c)) : (a, c);
        var logits = x.mm(y.t()).mul(scale);
        return (counts is null ? logits : logits.add(counts.log())).logsumexp(1L).dot(w);
    }

    [Theory]
    [InlineData(1, 1, 3, false, false)]
    [InlineData(5, 47, 8, true, false)]
    [InlineData(48, 48, 32, true, true)]
    [InlineData(49, 97, 33, false, true)]
    [InlineData(260, 130, 16, true, false)]
    [InlineData(900, 75, 5, false, false)]
    public void Of_IsTheDenseForm_InValueAndBothGradients(int rows, int candidates, int width, bool normalize, bool hasCounts)
    {
        foreach (var (dtype, tolerance) in new[] { (ScalarType.Float64, 1e-12), (ScalarType.Float32, 2e-5) })
        {
            using var scope = NewDisposeScope();
            var (a, c) = (Tensors.Random(rows, width, 1, dtype).Leaf(), Tensors.Random(candidates, width, 2, dtype).Leaf());
            var weights = Tensors.Random(rows, 1, 3, dtype).abs().squeeze(1);
            var counts = hasCounts ? Tensors.Random(candidates, 1, 4, dtype).abs().squeeze(1).mul(3).add(1).floor() : null;

            var value = LogSumExp.Of(a, c, weights, 1.7, counts, normalize);
            value.backward();

            var (x, y) = (a.Leaf(), c.Leaf());
            var expected = Dense(x, y, weights, 1.7, counts, normalize);
            expected.backward();
            Tensors.Difference(value, expected).Should().BeLessThan(tolerance);
            Tensors.RelativeDifference(a.grad!, x.grad!).Should().BeLessThan(tolerance);
            Tensors.RelativeDifference(c.grad!, y.grad!).Should().BeLessThan(tolerance);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(29)]
    [InlineData(30)]
    [InlineData(31)]
    public void ByOperators_IsTheSweep_ForAnyBlock(int blockRows)
    {
        var (a, c) = (Tensors.Random(30, 6), Tensors.Random(41, 6, 2));
        var (weights, counts) = (Tensors.Random(30, 1, 3).abs().squeeze(1), Tensors.Random(41, 1, 4).abs().squeeze(1).add(1));
        foreach (var normalize in new[] { true, false })
        {
            var (x, y) = (a.Leaf(), c.Leaf());
            var expected = LogSumExp.Of(x, y, weights, 2.5, counts, normalize);
            expected.backward();

            var (value, ofAnchors, ofCandidates) = LogSumExp.ByOperators(a, c, weights, 2.5, counts, normalize, blockRows);

            Tensors.Difference(value, expected).Should().BeLessThan(1e-12);
            Tensors.RelativeDifference(ofAnchors!, x.grad!).Should().BeLessThan(1e-11);
            Tensors.RelativeDifference(ofCandidates!, y.grad!).Should().BeLessThan(1e-11);
        }
    }

    [Fact]
    public void Of_StaysFinite_WhereExponentialsOverflow()
    {
        var (a, c) = (full([60, 4], 30.0, dtype: ScalarType.Float32).Leaf(), full([70, 4], 30.0, dtype: ScalarType.Float32).Leaf());

        var value = LogSumExp.Of(a, c, full([60], 1.0 / 60, dtype: ScalarType.Float32), 1);
        value.backward();

        value.ToDouble().Should().BeApproximately(3600 + Math.Log(70), 1e-2);
        a.grad!.isfinite().all().ToBoolean().Should().BeTrue();
        Tensors.Difference(a.grad!, full_like(a, 0.5)).Should().BeLessThan(1e-5); // 30/60: every candidate is the same row
    }

    [Fact]
    public void Of_GivesTheSameBits_ForAnyNumberOfThreads()
    {
        var (a, c) = (Tensors.Random(700, 9, 1, ScalarType.Float32), Tensors.Random(330, 9, 2, ScalarType.Float32));
        var weights = ones(700, dtype: ScalarType.Float32);

        Threads.ShouldNotMatter(() =>
        {
            using var scope = NewDisposeScope();
            var (x, y) = (a.Leaf(), c.Leaf());
            var value = LogSumExp.Of(x, y, weights, 3, normalize: true);
            value.backward();
            return [.. value.bytes, .. x.grad!.bytes, .. y.grad!.bytes];
        });
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Of_ComputesTheGradientsThatAreAskedFor(bool ofAnchors, bool ofCandidates)
    {
        var (a, c) = (Tensors.Random(9, 4).requires_grad_(ofAnchors), Tensors.Random(7, 4, 2).requires_grad_(ofCandidates));

        var value = LogSumExp.Of(a, c, ones(9, dtype: ScalarType.Float64), 1);

        value.requires_grad.Should().Be(ofAnchors || ofCandidates);
        if (value.requires_grad)
        {
            value.backward();
        }

        (a.grad is not null, c.grad is not null).Should().Be((ofAnchors, ofCandidates));
    }

    [Fact]
    public void Of_LeavesOneLiveTensor()
    {
        var (a, c) = (Tensors.Random(90, 4).Leaf(), Tensors.Random(70, 4, 2).Leaf());
        var weights = ones(90, dtype: ScalarType.Float64);

        LiveTensors.ShouldStay(1, () => LogSumExp.Of(a, c, weights, 1, normalize: true));
    }

    [Fact]
    public void DistinctRows_HaveWhatTheBatchHas()
    {
        var distinct = DistinctRows.Of(tensor(new long[] { 4, 1, 4, 4, 0, 1, 7, 4 }), 2, zeros(1, dtype: ScalarType.Float64));

        TensorMemory.ToArray<long>(distinct.Rows).Should().Equal(0, 1, 4, 7);
        distinct.Weights.ToVector().Should().Equal(0.25, 0.5, 1, 0.25);
    }
}
