using DaRec.Kernels;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Kernels;

public class SegmentMeansTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 3, 2)]
    [InlineData(1000, 33, 5)]
    public void Compute_EqualsTheProductWithMemberships(long n, long d, long k)
    {
        var rows = Tensors.Random(n, d);
        var segments = arange(n, dtype: ScalarType.Int64).remainder(k);
        var members = nn.functional.one_hot(segments, k).to(ScalarType.Float64).t(); // (k, n)
        var expected = Tensors.Differentiate(x => members.mm(x).div(members.sum(1, keepdim: true)).pow(3).sum(), rows);

        var (value, gradient) = Tensors.Differentiate(x => SegmentMeans.Compute(x, segments, k).pow(3).sum(), rows);

        Tensors.Difference(value, expected.Value).Should().BeLessThan(1e-12);
        Tensors.Difference(gradient, expected.Gradient).Should().BeLessThan(1e-12);
    }
}
