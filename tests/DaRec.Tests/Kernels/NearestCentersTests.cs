using DaRec.Kernels;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Kernels;

public class NearestCentersTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 2)]
    [InlineData(47, 5, 8)]
    [InlineData(48, 32, 9)]
    [InlineData(49, 7, 64)]
    [InlineData(5000, 3, 17)]
    public void Find_EqualsTheOperators(long n, long d, long k)
    {
        foreach (var (dtype, tolerance) in new[] { (ScalarType.Float64, 1e-12), (ScalarType.Float32, 1e-4) })
        {
            var (rows, centers) = (Tensors.Random(n, d, 1, dtype), Tensors.Random(k, d, 2, dtype));
            var (expected, _) = NearestCenters.ByOperators(rows, centers);

            var (distances, assignments) = NearestCenters.Find(rows, centers);

            Tensors.Difference(distances, expected).Should().BeLessThan(tolerance);
            var own = centers.index_select(0, assignments);
            Tensors.Difference(rows.sub(own).square().sum(1L).sub(rows.square().sum(1L)), expected).Should().BeLessThan(tolerance);
        }
    }

    [Fact]
    public void Find_TakesTheFirst_WhereSeveralAreAsNear()
    {
        var centers = ones(20, 3);

        var (_, assignments) = NearestCenters.Find(Tensors.Random(60, 3, dtype: ScalarType.Float32), centers);

        assignments.data<long>().Should().OnlyContain(cluster => cluster == 0);
    }
}
