using DaRec.Clustering;
using DaRec.Data;
using DaRec.Internal;
using DaRec.Kernels;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Training;
using DaRec.Sampling;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Devices;

/// <summary>What other devices than the CPU run, on the CPU against what the CPU runs.</summary>
public class DeviceFormsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void GreedyMatching_IsThatOfTheHost(long k)
    {
        var (a, b) = (Tensors.Random(k, 4, 1), Tensors.Random(k, 4, 2));

        HostReads.ToArray<long>(CenterMatching.GreedyByOperators(a, b)).Should().Equal(CenterMatching.Match(a, b));
        HostReads.ToArray<long>(CenterMatching.MatchOnDevice(a, b, MatchingMethod.Optimal))
            .Should().Equal(CenterMatching.Match(a, b, MatchingMethod.Optimal));
    }

    [Fact]
    public void EmptyClusters_TakeTheFarthestRows_AndEmptyNoOther()
    {
        // Clusters 1 and 3 of 5 are empty. Rows 2 and 4 are farthest; row 6 is the only one of its cluster, row 0 the nearest of its own.
        var assignments = tensor(new long[] { 0, 0, 0, 2, 2, 2, 4 });
        var distances = tensor(new[] { 0.1, 0.2, 9, 0.3, 8, 0.4, 10 });

        var filled = HostReads.ToArray<long>(EmptyClusters.ByOperators(distances, assignments, 5));

        filled.Should().Equal(0, 0, 1, 2, 3, 2, 4);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(8, 8)]
    [InlineData(30, 12)]
    [InlineData(200, 20)]
    public void EmptyClusters_AreNone_WhateverTheClusters(int rows, int clusters)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            long[] assignments = [.. Enumerable.Range(0, rows).Select(_ => (long)random.Next(1 + random.Next(clusters)))];
            double[] distances = [.. assignments.Select(_ => random.Next(3) / 2.0)]; // many the same

            var filled = HostReads.ToArray<long>(EmptyClusters.ByOperators(tensor(distances), tensor(assignments), clusters));

            filled.Distinct().Should().HaveCount(clusters);
            filled.Where((cluster, row) => cluster != assignments[row]).Should().HaveCount(clusters - assignments.Distinct().Count());
        }
    }

    [Fact]
    public void DistinctRows_WeighWhatTheyDoOnTheHost()
    {
        var numbers = tensor(new long[] { 4, 1, 4, 4, 0, 1, 7, 4 });
        var host = DistinctRows.Of(numbers, 2, zeros(1, dtype: ScalarType.Float64));
        var device = DistinctRows.ByOperators(numbers, 2, ScalarType.Float64);

        HostReads.ToArray<long>(device.Rows).Should().Equal(0, 1, 1, 4, 4, 4, 4, 7);
        device.Weights.ToVector().Should().Equal(0.25, 0.5, 0, 1, 0, 0, 0, 0.25);
        device.Counts!.ToVector().Should().Equal(1, 1, 0, 1, 0, 0, 0, 1);
        device.OneEach(device).ToVector().Should().Equal(0.25, 0.25, 0, 0.25, 0, 0, 0, 0.25);

        // A loss with them is the same: rows that stood before are neither anchors nor candidates.
        var (anchors, candidates) = (Tensors.Random(8, 3, 1), Tensors.Random(8, 3, 2));
        var expected = Loss(host);
        var (value, ofAnchors, ofCandidates) = Device();
        Tensors.Difference(value, expected.Value).Should().BeLessThan(1e-12);
        Tensors.Difference(Spread(ofAnchors!, device), Spread(expected.OfAnchors!, host)).Should().BeLessThan(1e-12);
        Tensors.Difference(Spread(ofCandidates!, device), Spread(expected.OfCandidates!, host)).Should().BeLessThan(1e-12);

        (Tensor Value, Tensor? OfAnchors, Tensor? OfCandidates) Loss(DistinctRows rows) => LogSumExp.ByOperators(
            anchors.index_select(0, rows.Rows), candidates.index_select(0, rows.Rows), rows.Weights, 2, null, normalize: true);

        (Tensor Value, Tensor? OfAnchors, Tensor? OfCandidates) Device() => LogSumExp.ByOperators(
            anchors.index_select(0, device.Rows), candidates.index_select(0, device.Rows), device.Weights, 2, device.Counts, normalize: true);

        static Tensor Spread(Tensor gradient, DistinctRows rows) => zeros(8, 3, dtype: ScalarType.Float64).index_add(0, rows.Rows, gradient, 1);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.6)]
    public void DropoutByOperators_KeepsTheSameEntries(double keep)
    {
        using var matrix = SparseEntries.Random(40, 30, 300).ToMatrix();
        using var dropped = matrix.DropEntries(keep, new Random(5));
        var dense = Tensors.Random(30, 4);

        var (value, gradient) = Tensors.Differentiate(x => DeviceProduct.Multiply(dropped, x).square().sum(), dense);

        var (expectedValue, expectedGradient) = Tensors.Differentiate(x => dropped.Multiply(x).square().sum(), dense);
        Tensors.Difference(value, expectedValue).Should().BeLessThan(1e-12);
        Tensors.Difference(gradient, expectedGradient).Should().BeLessThan(1e-12);
    }

    [Theory]
    [InlineData(32, 1)]
    [InlineData(33, 2)]
    [InlineData(1024, 2)]
    [InlineData(1025, 3)]
    public void ProductsOfLongRows_AreSumsOfShortBags(int longest, int expectedLevels)
    {
        int[] counts = [1, 0, longest, 5, 0, 31, 0];
        int[] rows = [.. counts.SelectMany((count, row) => Enumerable.Repeat(row, count))];
        int[] columns = [.. counts.SelectMany(count => Enumerable.Range(0, count))];
        var random = new Random(3);
        using var matrix = SparseMatrix.FromEntries(
            rows, columns, [.. rows.Select(_ => random.NextSingle() - 0.5f)], counts.Length, longest);
        var dense = Tensors.Random(longest, 3);

        var (value, gradient) = Tensors.Differentiate(x => DeviceProduct.Multiply(matrix, x).square().sum(), dense);

        var (expectedValue, expectedGradient) = Tensors.Differentiate(x => matrix.Multiply(x).square().sum(), dense);
        Tensors.Difference(value, expectedValue).Should().BeLessThan(1e-12);
        Tensors.Difference(gradient, expectedGradient).Should().BeLessThan(1e-12);
        var levels = DeviceBags.Levels([0, .. counts.Select((_, row) => counts.Take(row + 1).Sum())]);
        levels.Should().HaveCount(expectedLevels);
        levels.SelectMany(bounds => bounds.Zip(bounds.Skip(1), (begin, end) => end - begin)).Should().OnlyContain(length => length <= DeviceBags.Longest);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(50)]
    public void FullRanking_ByOperators_TellsTheSame(long blockScores)
    {
        using var data = PlantedBlocks.Create();
        var (users, items) = (Tensors.Random(data.UserCount, 5, 1), Tensors.Random(data.ItemCount, 5, 2));
        var ranking = new FullRanking(data.Train, data.Test!, 10) { BlockScores = blockScores };
        var expected = new Dictionary<int, int[]>();
        var told = new Dictionary<int, int[]>();

        ranking.Rank(users, items, (position, best) =>
        {
            lock (expected)
            {
                expected.Add(position, best.ToArray());
            }
        });
        ranking.RankByOperators(users, items, (position, best) => told.Add(position, best.ToArray()));

        told.Keys.Should().BeEquivalentTo(expected.Keys);
        told.Should().OnlyContain(user => user.Value.SequenceEqual(expected[user.Key]));
    }

    [Fact]
    public void FullRanking_ByOperators_LeavesTrainingItemsOut_ThoughFewAreLeft()
    {
        var train = Interactions.FromPairs([0, 0, 0, 1], [0, 1, 2, 0], 2, 4);
        var test = Interactions.FromPairs([0, 1], [3, 2], 2, 4);
        var told = new Dictionary<int, int[]>();

        new FullRanking(train, test, 3).RankByOperators(
            ones(2, 1), tensor(new float[,] { { 4 }, { 3 }, { 2 }, { 1 } }), (position, best) => told.Add(position, best.ToArray()));

        told[0].Should().Equal(3);
        told[1].Should().Equal(1, 2, 3);
    }

    [Fact]
    public void Triplets_GoOverEachInteractionOnce_WithItemsThatAreNotTheUsers()
    {
        var train = Interactions.FromPairs([0, 0, 0, 1, 1, 2, 3, 3, 3, 3], [0, 2, 3, 1, 3, 0, 0, 1, 2, 3], 5, 4); // user 3 has all
        var sampler = new TripletSampler(train, 3);
        var negatives = new Dictionary<int, HashSet<long>>();
        long[]? first = null;
        for (var epoch = 0; epoch < 200; epoch++)
        {
            var batches = sampler.OnDevice(4, CPU).Select(batch =>
                (HostReads.ToArray<long>(batch.Users), HostReads.ToArray<long>(batch.Positives), HostReads.ToArray<long>(batch.Negatives))).ToArray();

            batches.Select(batch => batch.Item1.Length).Should().Equal(4, 2);
            long[] users = [.. batches.SelectMany(batch => batch.Item1)];
            long[] positives = [.. batches.SelectMany(batch => batch.Item2)];
            users.Zip(positives).Should().BeEquivalentTo(new (long, long)[] { (0, 0), (0, 2), (0, 3), (1, 1), (1, 3), (2, 0) });
            first ??= positives;
            foreach (var (user, negative) in users.Zip(batches.SelectMany(batch => batch.Item3)))
            {
                train.Contains((int)user, (int)negative).Should().BeFalse();
                (negatives.TryGetValue((int)user, out var seen) ? seen : negatives[(int)user] = []).Add(negative);
            }
        }

        negatives[0].Should().BeEquivalentTo([1L]);
        negatives[1].Should().BeEquivalentTo([0L, 2L]);
        negatives[2].Should().BeEquivalentTo([1L, 2L, 3L]);
        new TripletSampler(train, 3).OnDevice(6, CPU).Select(batch => HostReads.ToArray<long>(batch.Positives)).Single().Should().Equal(first);
    }

    [Theory]
    [InlineData(RowSource.Users)]
    [InlineData(RowSource.Items)]
    [InlineData(RowSource.Both)]
    public void RowsOnDevices_AreDistinct_AndAsLikelyFromEachSide(RowSource source)
    {
        var (sampler, users) = (new RowSampler(10, source), 0L);
        for (var step = 0; step < 400; step++)
        {
            var (ofUsers, ofItems) = sampler.SampleOn(CPU, 30, 60, new HashedDraws(1, step));
            var (userNumbers, itemNumbers) = (HostReads.ToArray<long>(ofUsers), HostReads.ToArray<long>(ofItems));

            (userNumbers.Length + itemNumbers.Length).Should().Be(10);
            userNumbers.Should().OnlyHaveUniqueItems().And.NotContain(number => number < 0 || number >= 30);
            itemNumbers.Should().OnlyHaveUniqueItems().And.NotContain(number => number < 0 || number >= 60);
            users += userNumbers.Length;
        }

        var expected = source switch { RowSource.Users => 4000, RowSource.Items => 0, _ => 4000 / 3.0 };
        ((double)users).Should().BeApproximately(expected, source == RowSource.Both ? 130 : 0); // σ = 28
    }

    [Fact]
    public void AllRows_AreDrawn_WhereThereAreNoMore()
    {
        var (users, items) = new RowSampler(null).SampleOn(CPU, 2, 3, new HashedDraws(1, 1));

        HostReads.ToArray<long>(users).Should().Equal(0, 1);
        HostReads.ToArray<long>(items).Should().Equal(0, 1, 2);
    }

    [Theory]
    [InlineData(DeviceType.CPU, 1000, 5)]
    [InlineData(DeviceType.META, 1000, 67_108)]
    [InlineData(DeviceType.META, long.MaxValue, 1)]
    public void Tiles_AreBoundedByMemory(DeviceType type, long columns, long rows) =>
        TileSize.Rows(new Device(type), columns, 5000).Should().Be(rows);

    [Theory]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(8193)]
    public void TilesOfDevices_AreThoseOfTheWhole(long n)
    {
        // Borders of a device's tile; few columns keep it quick.
        var points = DaRec.Internal.Rows.Normalize(Tensors.Random(n, 2, dtype: ScalarType.Float32));
        var (value, gradient) = UniformityKernel.ByOperators(points, 2, true, true, TileSize.Square(new Device(TorchSharp.DeviceType.META), 1024));
        var (expected, expectedGradient) = UniformityKernel.ByOperators(points, 2, true, true, 1024);

        Tensors.Difference(value, expected).Should().BeLessThan(1e-5);
        Tensors.RelativeDifference(gradient, expectedGradient).Should().BeLessThan(1e-4);
    }
}
