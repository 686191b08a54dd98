using DaRec.Distributed;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Distributed;

public class CommunicatorTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 4)]
    [InlineData(10, 1)]
    [InlineData(10, 3)]
    [InlineData(4096, 7)]
    public void ShareOf_CoversAllOnce_EvenlyInOrder(long count, int size)
    {
        var shares = ProcessThreads.Run(size, processes => processes.ShareOf(count));

        shares.SelectMany(share => Enumerable.Range((int)share.First, (int)share.Count)).Should().Equal(Enumerable.Range(0, (int)count));
        (shares.Max(share => share.Count) - shares.Min(share => share.Count)).Should().BeLessThanOrEqualTo(1);
    }

    [Fact]
    public void SumGradients_Sums_AndCountsMissingOnesAsZero()
    {
        var gradients = ProcessThreads.Run(3, processes =>
        {
            var (first, second, third) = (zeros(2, 2).requires_grad_(), zeros(3, dtype: ScalarType.Float64).requires_grad_(), zeros(1).requires_grad_());
            first.grad = full([2, 2], processes.Rank + 1.0f);
            if (processes.Rank == 2)
            {
                second.grad = full([3], 5.0, dtype: ScalarType.Float64);
            }

            processes.SumGradients([first, second, third]);
            return (First: first.grad!.ToVector(), Second: second.grad?.ToVector(), Third: third.grad);
        });

        gradients.Should().AllSatisfy(one =>
        {
            one.First.Should().Equal(6, 6, 6, 6);
            one.Second.Should().Equal(5, 5, 5);
            one.Third.Should().BeNull();
        });
    }

    [Fact]
    public void Broadcast_GivesAllTheFirstsTensors_WithAnyStrides()
    {
        var values = ProcessThreads.Run(3, processes =>
        {
            var (plain, turned) = (full([4], (float)processes.Rank), full([2, 3], (float)processes.Rank).t());
            processes.Broadcast([plain, turned]);
            return plain.ToVector().Concat(turned.contiguous().ToVector()).ToArray();
        });

        values.Should().AllSatisfy(value => value.Should().OnlyContain(number => number == 0));
    }

    [Fact]
    public void EnsureSame_ThrowsOnAll_WhereOneBitDiffers()
    {
        var errors = ProcessThreads.Run(2, processes =>
        {
            processes.EnsureSame([tensor(new[] { 1.0f, 0 })]);
            return Record.Exception(() => processes.EnsureSame([tensor(new[] { 1.0f, processes.Rank * 1e-30f })]));
        });

        errors.Should().AllSatisfy(error => error.Should().BeOfType<InvalidOperationException>().Which.Message.Should()
            .Contain("process 1").And.Contain("same parameters"));
    }

    [Fact]
    public void SingleProcess_LeavesEverythingAsItIs()
    {
        var alone = SingleProcess.Instance;
        using var values = tensor(new[] { 1.0f, 2 });

        alone.AllReduceSum(values);
        alone.Broadcast(values);
        using var gathered = alone.AllGather(values);

        values.ToVector().Should().Equal(1, 2);
        gathered.ToVector().Should().Equal(1, 2);
        alone.ShareOf(9).Should().Be((0, 9));
        (alone.Rank, alone.Size).Should().Be((0, 1));
    }

    [Fact]
    public void SingleProcess_HasNoOtherRoot()
    {
        var broadcast = () => SingleProcess.Instance.Broadcast(zeros(1), root: 1);

        broadcast.Should().Throw<ArgumentOutOfRangeException>().Which.ParamName.Should().Be("root");
    }
}
