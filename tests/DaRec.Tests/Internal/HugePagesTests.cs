using DaRec.Internal;
using DaRec.Recommenders.Internal;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Internal;

public class HugePagesTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(100_001)] // 26 MB, the ends within a page
    public void Take_KeepsNumbersAndAddress(long rows)
    {
        var table = Tensors.Random(rows, 64, 1, ScalarType.Float32);
        using var expected = table.clone();
        var address = Address(table);

        HugePages.Take(table);

        Address(table).Should().Be(address);
        table.Equals(expected).Should().BeTrue();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100_001)]
    public void ZerosLike_AreZeros(long rows)
    {
        var table = Tensors.Random(rows, 64, 1, ScalarType.Float32);

        using var zeros = HugePages.ZerosLike(table);

        zeros.Equals(zeros_like(table)).Should().BeTrue();
        zeros.dtype.Should().Be(ScalarType.Float32);
    }

    private static unsafe nint Address(Tensor table) => (nint)TensorMemory.Address(table);
}
