using DaRec.Internal;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Internal;

public class ScaledTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 9)]
    [InlineData(4096, 37)]
    public void Of_IsTheProduct(long rows, long columns)
    {
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            using var scope = NewDisposeScope();
            var (values, factor) = (Tensors.Random(rows, columns, 1, dtype), tensor(1.7, dtype: dtype));

            Tensors.Difference(Scaled.Of(values, factor), values.mul(factor)).Should().Be(0);
            Tensors.Difference(Scaled.Of(values.t(), factor), values.t().mul(factor)).Should().Be(0);
        }
    }
}
