using DaRec.Internal;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Devices;

public class HostReadsTests
{
    [Fact]
    public void Numbers_AreThoseOfTheTensor_OfAnyTypeAndLayout()
    {
        HostReads.ToDouble(tensor(0.1)).Should().Be(0.1);
        HostReads.ToDouble(tensor(0.1f).requires_grad_()).Should().Be(0.1f);
        HostReads.ToDouble(tensor(3L)).Should().Be(3);
        HostReads.ToInt64(tensor(-7)).Should().Be(-7);
        HostReads.IsTrue(tensor(true)).Should().BeTrue();
        HostReads.IsTrue(tensor(new[] { 1, 2 }).gt(1).all()).Should().BeFalse();
        HostReads.ToArray<float>(tensor(new float[,] { { 1, 2 }, { 3, 4 } }).t()).Should().Equal(1, 3, 2, 4);
        HostReads.ToArray<long>(empty(0, dtype: ScalarType.Int64)).Should().BeEmpty();
    }

    [Fact]
    public void TheTensorOnTheCpu_IsTheSameMemory()
    {
        using var numbers = zeros(3);
        using var same = HostReads.ToCpu(numbers);

        same.add_(1);

        HostReads.ToArray<float>(numbers).Should().Equal(1, 1, 1);
    }
}
