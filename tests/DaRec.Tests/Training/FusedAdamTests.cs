using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Training;

public class FusedAdamTests
{
    [Theory]
    [InlineData(1, 1, ScalarType.Float32, 1e-6)]
    [InlineData(1, 2, ScalarType.Float64, 1e-12)]
    [InlineData(3, 1, ScalarType.Float32, 1e-6)]
    [InlineData(7, 5, ScalarType.Float64, 1e-12)]
    [InlineData(33, 31, ScalarType.Float32, 1e-6)]
    [InlineData(300, 70, ScalarType.Float32, 1e-6)] // more than one part
    [InlineData(300, 70, ScalarType.Float64, 1e-12)]
    public void Step_IsAdam_OverManySteps(long rows, long columns, ScalarType dtype, double tolerance)
    {
        var (ours, theirs) = (Start(rows, columns, dtype), Start(rows, columns, dtype));
        using var fused = new FusedAdam([ours], 0.01);
        using var adam = optim.Adam([theirs], 0.01);

        for (var step = 0; step < 100; step++)
        {
            fused.ZeroGradients();
            adam.zero_grad();
            Loss(ours).backward();
            Loss(theirs).backward();
            fused.Step();
            adam.step();
        }

        Tensors.Difference(ours, theirs).Should().BeLessThan(tolerance);
        Tensors.Difference(ours, Start(rows, columns, dtype)).Should().BeGreaterThan(0.1);

        Tensor Loss(Tensor values) => values.sub(0.5).square().mul(values.add(2)).sum();
    }

    [Fact]
    public void StepByOperators_IsTheSame()
    {
        var (ours, plain) = (Start(9, 7, ScalarType.Float64), Start(9, 7, ScalarType.Float64));
        using var fused = new FusedAdam([ours], 0.01);
        var strided = new Parameter(Tensors.Random(7, 9).t()); // not contiguous: by operators
        using (no_grad())
        {
            strided.copy_(plain);
        }

        using var other = new FusedAdam([strided], 0.01);
        for (var step = 0; step < 50; step++)
        {
            foreach (var (optimizer, values) in new[] { (fused, ours), (other, strided) })
            {
                optimizer.ZeroGradients();
                values.square().sum().backward();
                optimizer.Step();
            }
        }

        strided.is_contiguous().Should().BeFalse();
        Tensors.Difference(ours, strided).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Step_LeavesParameters_ThatHaveNoGradient()
    {
        var (used, unused) = (Start(3, 4, ScalarType.Float32), Start(3, 4, ScalarType.Float32));
        using var adam = new FusedAdam([used, unused], 0.01);

        used.sum().backward();
        adam.Step();

        Tensors.Difference(unused, Start(3, 4, ScalarType.Float32)).Should().Be(0);
        Tensors.Difference(used, Start(3, 4, ScalarType.Float32).sub(0.01)).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void ZeroGradients_ForgetsThem()
    {
        var values = Start(3, 4, ScalarType.Float32);
        using var adam = new FusedAdam([values], 0.01);
        values.sum().backward();

        adam.ZeroGradients();

        values.grad.Should().BeNull();
    }

    [Fact]
    public void Step_GivesTheSameBits_WithAnyNumberOfThreads()
    {
        var slopes = Tensors.Random(300, 70, 5, ScalarType.Float32);

        Threads.ShouldNotMatter(() =>
        {
            var values = Start(300, 70, ScalarType.Float32);
            using var adam = new FusedAdam([values], 0.01);
            values.mul(slopes).sum().backward();
            adam.Step();
            adam.Step();
            return values.detach().bytes.ToArray();
        });
    }

    [Fact]
    public void Steps_LeaveNoTensor_AndLittleManagedMemory()
    {
        var values = Start(300, 70, ScalarType.Float32);
        using var adam = new FusedAdam([values], 0.01);
        values.sum().backward();

        LiveTensors.LeftBy(adam.Step).Should().Be(0);
        ManagedMemory.TakenBy(adam.Step).Should().BeLessThan(4000);
        LiveTensors.LeftBy(() => new FusedAdam([values], 0.01).Dispose()).Should().Be(0);
    }

    private static Parameter Start(long rows, long columns, ScalarType dtype) => new(Tensors.Random(rows, columns, 3, dtype));
}
