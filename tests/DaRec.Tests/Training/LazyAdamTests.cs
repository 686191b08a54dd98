using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Training;

public class LazyAdamTests
{
    private const double LearningRate = 0.01;

    [Theory]
    [InlineData(5, 8, ScalarType.Float32, 0)]
    [InlineData(70, 13, ScalarType.Float32, 0.1)] // more than one part, and an end that fills no vector
    [InlineData(70, 13, ScalarType.Float64, 0.1)]
    public void Step_IsAdamOnTheWholeTable_BitByBit_WhereAllRowsAreUsed(int rows, int columns, ScalarType dtype, double penalty)
    {
        var (ours, theirs) = (Start(rows, columns, dtype), Start(rows, columns, dtype));
        using var lazy = new LazyAdam(ours, [], LearningRate, penalty);
        using var adam = new FusedAdam([theirs], LearningRate);
        int[] all = [.. Enumerable.Range(0, rows)];

        for (var step = 0; step < 30; step++)
        {
            var gradient = Tensors.Random(rows, columns, (ulong)step, dtype);
            using (no_grad())
            {
                theirs.grad = gradient.add(theirs.mul(2 * penalty));
            }

            lazy.Step(all, gradient.clone());
            adam.Step();
        }

        Tensors.Difference(ours, theirs).Should().Be(0);
        Tensors.Difference(ours, Start(rows, columns, dtype)).Should().BeGreaterThan(0.01);
    }

    [Fact]
    public void Step_MovesItsRowsAlone_EachByAClockOfItsOwn()
    {
        var (table, alone) = (Start(6, 4, ScalarType.Float64), Start(6, 4, ScalarType.Float64));
        using var lazy = new LazyAdam(table, [], LearningRate, penalty: 0);
        using var others = new LazyAdam(alone, [], LearningRate, penalty: 0);

        for (var step = 0; step < 9; step++)
        {
            var gradient = Tensors.Random(2, 4, (ulong)step);
            int[] rows = step % 3 == 0 ? [4, 1] : [2, 3];
            lazy.Step(rows, gradient.clone());
            if (step % 3 == 0)
            {
                others.Step(rows, gradient.clone()); // the same without the steps between
            }
        }

        Tensors.Difference(table[tensor(new long[] { 0, 5 })], Start(6, 4, ScalarType.Float64)[tensor(new long[] { 0, 5 })]).Should().Be(0);
        Tensors.Difference(table[tensor(new long[] { 1, 4 })], alone[tensor(new long[] { 1, 4 })]).Should().Be(0);
        Tensors.Difference(table[2], Start(6, 4, ScalarType.Float64)[2]).Should().BeGreaterThan(0);
    }

    [Fact]
    public void Penalty_MakesUpForTheStepsThatLeftARowOut()
    {
        const double penalty = 0.05;
        var (table, expected) = (Start(3, 4, ScalarType.Float64), Start(3, 4, ScalarType.Float64));
        using var lazy = new LazyAdam(table, [], LearningRate, penalty);
        using var plain = new LazyAdam(expected, [], LearningRate, penalty: 0);
        var gradient = Tensors.Random(1, 4);

        lazy.Step(new[] { 0 }, gradient.clone());
        lazy.Step(new[] { 0 }, gradient.clone());
        lazy.Step(new[] { 2 }, gradient.clone()); // the first time, after two steps without it
        using (no_grad())
        {
            plain.Step(new[] { 2 }, gradient.add(expected[2].mul(2 * penalty * 3)));
        }

        Tensors.Difference(table[2], expected[2]).Should().BeLessThan(1e-15);
    }

    [Fact]
    public void SetState_GoesOn_AsIfNeverInterrupted()
    {
        var (whole, part) = (Start(5, 4, ScalarType.Float32), Start(5, 4, ScalarType.Float32));
        using var uninterrupted = new LazyAdam(whole, [], LearningRate, 0.1);
        using var first = new LazyAdam(part, [], LearningRate, 0.1);
        for (var step = 0; step < 4; step++)
        {
            Step(uninterrupted, step);
            Step(first, step);
        }

        using var second = new LazyAdam(part, [], LearningRate, 0.1);
        second.SetState(first.GetState());
        Step(uninterrupted, 4);
        Step(second, 4);

        Tensors.Difference(part, whole).Should().Be(0);

        static void Step(LazyAdam optimizer, int step) =>
            optimizer.Step(new[] { step % 5, (step + 2) % 5 }, Tensors.Random(2, 4, (ulong)step, ScalarType.Float32));
    }

    private static Parameter Start(long rows, long columns, ScalarType dtype) => new(Tensors.Random(rows, columns, 3, dtype));
}
