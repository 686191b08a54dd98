using DaRec.Clustering;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Clustering;

public class KMeansTests
{
    [Fact]
    public void Fit_FindsSeparatedBlobs()
    {
        var blobs = Blobs();
        using var generator = new Generator(3);

        using var result = new KMeans(4).Fit(blobs, generator);

        result.HasConverged.Should().BeTrue();
        var assignments = result.Assignments.data<long>().ToArray();
        for (var blob = 0; blob < 4; blob++)
        {
            assignments.Skip(blob * 25).Take(25).Distinct().Should().HaveCount(1);
        }

        assignments.Distinct().Should().HaveCount(4);
    }

    [Fact]
    public void Centers_AreTheMeansOfTheirRows()
    {
        var points = Tensors.Random(60, 3);
        using var generator = new Generator(3);

        using var result = new KMeans(5, maxIterations: 3).Fit(points, generator);

        var assignments = result.Assignments.data<long>().ToArray();
        for (var cluster = 0; cluster < 5; cluster++)
        {
            var members = tensor(Enumerable.Range(0, 60).Where(i => assignments[i] == cluster).Select(i => (long)i).ToArray());
            Tensors.Difference(result.Centers[cluster], points.index_select(0, members).mean([0L])).Should().BeLessThan(1e-12);
        }

        var inertia = Enumerable.Range(0, 60).Sum(i => points[i].sub(result.Centers[assignments[i]]).square().sum().ToDouble());
        result.Inertia.Should().BeApproximately(inertia, 1e-9);
    }

    [Theory]
    [InlineData(1, 1e5)]
    [InlineData(1e-25, 0)]
    public void Fit_FindsBlobs_FarFromTheOriginOrTiny(double scale, double offset)
    {
        var blobs = Blobs().mul(scale).add(offset).to(ScalarType.Float32);
        using var generator = new Generator(3);

        using var result = new KMeans(4).Fit(blobs, generator);

        var assignments = result.Assignments.data<long>().ToArray();
        Enumerable.Range(0, 4).Should().OnlyContain(blob => assignments.Skip(blob * 25).Take(25).Distinct().Count() == 1);
        assignments.Distinct().Should().HaveCount(4);
    }

    [Fact]
    public void Fit_Throws_WhenARowIsNotFinite()
    {
        var points = Tensors.Random(9, 2);
        points[4, 1] = double.NaN;

        var fit = () => new KMeans(2).Fit(points);

        fit.Should().Throw<ArgumentException>().WithMessage("*finite rows*").WithParameterName("points");
    }

    [Fact]
    public void Fit_IsDeterministic_ForAGeneratorState()
    {
        var points = Tensors.Random(80, 3);
        using var first = new Generator(5);
        using var second = new Generator(5);

        using var a = new KMeans(6).Fit(points, first);
        using var b = new KMeans(6).Fit(points, second);

        a.Centers.ToVector().Should().Equal(b.Centers.ToVector());
    }

    [Fact]
    public void Fit_StopsAtOnce_WhenStartedFromItsOwnResult()
    {
        var points = Tensors.Random(80, 3);
        using var generator = new Generator(5);
        using var cold = new KMeans(6).Fit(points, generator);

        using var warm = new KMeans(6).Fit(points, generator, cold.Centers);

        warm.Iterations.Should().Be(1);
        warm.HasConverged.Should().BeTrue();
        warm.Centers.ToVector().Should().Equal(cold.Centers.ToVector());
    }

    [Fact]
    public void Fit_SaysWhyItStopped_AtTheIterationLimit()
    {
        using var generator = new Generator(5);

        using var result = new KMeans(10, maxIterations: 1).Fit(Tensors.Random(500, 3), generator);

        result.Iterations.Should().Be(1);
        result.HasConverged.Should().BeFalse();
    }

    [Fact]
    public void Fit_FillsEveryCluster_WhenAllRowsCoincide()
    {
        using var generator = new Generator(5);

        using var result = new KMeans(4).Fit(ones(6, 2), generator);

        result.Assignments.data<long>().ToArray().Distinct().Should().HaveCount(4);
        result.Centers.isfinite().all().ToBoolean().Should().BeTrue();
        result.Inertia.Should().Be(0);
    }

    [Fact]
    public void Fit_ReseedsAnEmptyCluster()
    {
        var start = cat([Blobs()[0].unsqueeze(0), full([3, 2], 1e6, dtype: ScalarType.Float64)], 0); // three centres far from every row

        using var result = new KMeans(4).Fit(Blobs(), initialCenters: start);

        result.Assignments.data<long>().ToArray().Distinct().Should().HaveCount(4);
        result.Inertia.Should().BeLessThan(Blobs().sub(Blobs().mean([0L])).square().sum().ToDouble() / 2);
    }

    [Fact]
    public void Fit_PutsEachRowAlone_WhenThereAreAsManyClusters()
    {
        using var generator = new Generator(5);

        using var result = new KMeans(7).Fit(Tensors.Random(7, 3), generator);

        result.Inertia.Should().BeApproximately(0, 1e-20);
    }

    [Fact]
    public void CentersOf_CarriesTheGradientToEachRowOfTheCluster()
    {
        var points = Blobs().Leaf();
        using var generator = new Generator(3);
        using var result = new KMeans(4).Fit(points, generator);

        result.CentersOf(points).sum().backward();

        Tensors.Difference(points.grad!, full_like(points, 1.0 / 25)).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Fit_Throws_WhenThereAreFewerRowsThanClusters()
    {
        var fit = () => new KMeans(8).Fit(Tensors.Random(5, 3));

        fit.Should().Throw<ArgumentException>().WithMessage("*8 clusters, got (5, 3)*").WithParameterName("points");
    }

    [Fact]
    public void Fit_LeavesTwoLiveTensors()
    {
        var points = Tensors.Random(50, 3).Leaf();
        using var generator = new Generator(3);

        LiveTensors.ShouldStay(2, () => new KMeans(5).Fit(points, generator));
    }

    private static Tensor Blobs()
    {
        var corners = tensor(new double[,] { { 0, 0 }, { 10, 0 }, { 0, 10 }, { 10, 10 } });
        return Tensors.Random(100, 2).mul(0.1).add(corners.repeat_interleave(25, 0));
    }
}
