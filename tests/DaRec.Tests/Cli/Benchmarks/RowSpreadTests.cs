using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Cli.Benchmarks;

public sealed class RowSpreadTests
{
    private const double Tolerance = 1e-9;

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void IdenticalRows_HaveCosineOneAndDifferInNoDirection(ScalarType dtype)
    {
        var rows = Tensors.Random(1, 5, dtype: dtype).expand(40, 5);

        RowSpread.MeanCosine(rows).Should().BeApproximately(1, Tolerance);
        RowSpread.EffectiveRank(rows).Should().Be(0);
    }

    [Fact]
    public void RowsOnALine_DifferInOneDirection()
    {
        var row = Tensors.Random(1, 5);

        RowSpread.EffectiveRank(cat([row, row.neg(), row.mul(3)], 0)).Should().BeApproximately(1, Tolerance);
    }

    [Fact]
    public void OrthonormalRowsAndTheirOpposites_DifferInAllDirections()
    {
        var basis = Tensors.Rotation(6);

        RowSpread.EffectiveRank(cat([basis, basis.neg()], 0)).Should().BeApproximately(6, Tolerance);
        RowSpread.EffectiveRank(basis).Should().BeApproximately(5, Tolerance, "their mean is taken off");
        RowSpread.MeanCosine(basis).Should().BeApproximately(0, Tolerance);
    }

    [Fact]
    public void MeanCosine_IsTheMeanOverDistinctPairs()
    {
        var rows = Tensors.Random(7, 3).ToArray();
        var (sum, pairs) = (0.0, 0);
        for (var i = 0; i < 7; i++)
        {
            for (var j = 0; j < i; j++)
            {
                double Dot(int a, int b) => Enumerable.Range(0, 3).Sum(at => rows[a, at] * rows[b, at]);
                sum += Dot(i, j) / Math.Sqrt(Dot(i, i) * Dot(j, j));
                pairs++;
            }
        }

        RowSpread.MeanCosine(Tensors.Random(7, 3)).Should().BeApproximately(sum / pairs, Tolerance);
    }

    [Fact]
    public void Figures_StayTheSame_WhenRowsAreTurnedAndScaled()
    {
        var rows = Tensors.Random(60, 4).add(0.3);
        var turned = rows.mm(Tensors.Rotation(4)).mul(17);

        RowSpread.MeanCosine(turned).Should().BeApproximately(RowSpread.MeanCosine(rows), Tolerance);
        RowSpread.EffectiveRank(turned).Should().BeApproximately(RowSpread.EffectiveRank(rows), Tolerance);
        RowSpread.LargestCluster(turned, 5).Should().Be(RowSpread.LargestCluster(rows, 5));
    }

    [Fact]
    public void LargestCluster_IsEven_WhereClustersAre()
    {
        var centers = eye(4, dtype: ScalarType.Float64).repeat([10, 1]);

        RowSpread.LargestCluster(centers.add(Tensors.Random(40, 4).mul(0.01)), 4).Should().Be(0.25);
    }

    [Fact]
    public void LargestCluster_HasAllRowsButThoseThatKeepOthersFromBeingEmpty_WhereRowsAreTheSame()
    {
        RowSpread.LargestCluster(ones(20, 3), 4).Should().Be(17.0 / 20);
    }

    [Fact]
    public void Figures_LeaveNoTensorBehind()
    {
        var rows = Tensors.Random(20, 3);

        LiveTensors.LeftBy(() =>
        {
            RowSpread.MeanCosine(rows);
            RowSpread.EffectiveRank(rows);
            RowSpread.LargestCluster(rows, 3);
        }).Should().Be(0);
    }
}
