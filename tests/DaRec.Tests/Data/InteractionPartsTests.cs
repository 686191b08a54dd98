using System.IO.Compression;
using DaRec.Data;
using DaRec.Evidence;
using DaRec.Internal;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Data;

/// <summary>More interactions than one array holds: in small parts, and in large ones that are one array many times.</summary>
public sealed class InteractionPartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(40)]
    [InlineData(57)]
    [InlineData(5000)]
    public void InParts_IsTheSameMatrix(int longest)
    {
        var whole = Random();

        var parts = whole.InParts(longest);

        parts.Parts.Count.Should().BeInRange(longest == 5000 ? 1 : 20, longest == 5000 ? 1 : 125);
        (parts.Count, parts.UserCount, parts.ItemCount).Should().Be((whole.Count, whole.UserCount, whole.ItemCount));
        parts.Offsets.ToArray().Should().Equal(whole.Offsets.ToArray());
        parts.Pairs().Should().Equal(whole.Pairs());
        parts.ItemDegrees().Should().Equal(whole.ItemDegrees());
        parts.Subsample(0.4, seed: 3).Pairs().Should().Equal(whole.Subsample(0.4, seed: 3).Pairs());
        FittedUsers.Of(parts, most: 300, seed: 1).Pairs().Should().Equal(FittedUsers.Of(whole, most: 300, seed: 1).Pairs());
    }

    [Fact]
    public void Transpose_OfParts_IsThatOfTheWhole()
    {
        var whole = Random();

        var transposed = whole.InParts(80).Transpose();

        transposed.Parts.Should().HaveCountGreaterThan(10);
        transposed.Pairs().Should().Equal(whole.Transpose().Pairs());
        transposed.Transpose().Pairs().Should().Equal(whole.Pairs());
    }

    [Fact]
    public void Build_IsTheSame_InParts()
    {
        var random = new Random(2);
        var (users, items) = (new LongList<int>(), new LongList<int>());
        for (var pair = 0; pair < 3000; pair++)
        {
            users.Add(random.Next(100));
            items.Add(random.Next(30));
        }

        var parts = InteractionsBuilder.Build(users, items, 100, 30, longest: 64);

        var whole = InteractionsBuilder.Build(users, items, 100, 30);
        parts.Parts.Should().HaveCountGreaterThan(20);
        whole.Parts.Should().ContainSingle();
        parts.Pairs().Should().Equal(whole.Pairs());
        parts.DuplicateCount.Should().Be(whole.DuplicateCount).And.BeGreaterThan(100);
        var tooLong = () => InteractionsBuilder.Build(users, items, 100, 30, longest: 10);
        tooLong.Should().Throw<ArgumentException>().WithMessage("Expected at most 10 pairs of one user or item*");
    }

    [Fact]
    public void FromPairs_OfAnySequence_IsThatOfSpans()
    {
        var whole = Random();

        var twice = Interactions.FromPairs(whole.Pairs().Concat(whole.Pairs()), whole.UserCount, whole.ItemCount);

        twice.Pairs().Should().Equal(whole.Pairs());
        twice.DuplicateCount.Should().Be(whole.Count);
        var outside = () => Interactions.FromPairs([(0, 0), (1, 5)], 2, 5);
        outside.Should().Throw<ArgumentOutOfRangeException>().WithMessage("Pair 1 is user 1, item 5;*");
    }

    [Fact]
    public void WriteNpz_GivesTheSameFile_OfParts()
    {
        var whole = Random();

        whole.WriteNpz(_folder["whole.npz"]);
        whole.InParts(40).WriteNpz(_folder["parts.npz"]);

        File.ReadAllBytes(_folder["parts.npz"]).Should().Equal(File.ReadAllBytes(_folder["whole.npz"]));
    }

    [Fact]
    public void ReadNpz_GoesOn_WhereABlockOfTheFileEnds()
    {
        const int count = (NpzArray.BlockBytes / sizeof(int)) + 12_345; // the second row of coords begins within a block
        int[] users = [.. Enumerable.Range(0, count).Select(pair => pair / 1000)];
        int[] items = [.. Enumerable.Range(0, count).Select(pair => pair % 1000 * 2)];
        var file = _folder.Write("x.npz", NpzBytes.Archive(
            CompressionLevel.NoCompression,
            ("shape", NpyBytes.Vector("<i8", 5000L, 2000L)),
            ("format", NpyBytes.Text("coo")),
            ("coords", NpyBytes.Array<int>("<i4", $"(2, {count})", [.. users, .. items])),
            ("data", NpyBytes.Vector<long>("<i8", [.. Enumerable.Repeat(1L, count)]))));

        var read = Interactions.ReadNpz(file);

        read.Count.Should().Be(count);
        read.Items.SequenceEqual(Interactions.FromPairs(users, items, 5000, 2000).Items).Should().BeTrue();
        read.ItemsOf(count / 1000).Length.Should().Be(count % 1000);
    }

    [Fact]
    public void ALongList_IsAListOfItsElements()
    {
        const int count = (1 << 21) + 5; // two blocks and a bit
        var list = new LongList<int>();
        list.AddRange([.. Enumerable.Range(0, count)]);

        list.Count.Should().Be(count);
        (list[0], list[(1 << 20) - 1], list[1 << 20], list[count - 1]).Should().Be((0, (1 << 20) - 1, 1 << 20, count - 1));
        list.Blocks.Sum(block => (long)block.Length).Should().Be(count);
        list.Truncate(1 << 20);
        list.Add(7);
        (list.Count, list[1 << 20]).Should().Be(((1 << 20) + 1L, 7));
    }

    [Fact]
    public void Beyond31Bits_InteractionsAreCounted_AndFoundByUser()
    {
        var many = Many();

        many.Count.Should().Be((long)Users * Items).And.BeGreaterThan(int.MaxValue);
        many.Offsets[^1].Should().Be(many.Count);
        many.ItemsOf(Users - 1)[^1].Should().Be(Items - 1);
        many.Contains(Users - 1, Items - 1).Should().BeTrue();
        many.Contains(Users - 1, Items).Should().BeFalse();
        FittedUsers.Of(many, most: Items + 1, seed: 1).Count.Should().Be(2L * Items, "two whole users suffice");
        var warm = new WarmItems(Interactions.FromPairs([0], [0], 1, Items + 1));
        var sample = UserSample.Of(many, 2, seed: 1, warm);
        (sample.Part.Count, sample.From).Should().Be((2L * Items, Users));
    }

    [Fact]
    public void Beyond31Bits_WhatNeedsOneArray_SaysSo()
    {
        var many = Many();
        var items = () => many.Items.Length;
        var users = () => many.ToUsers();
        var graph = () => InteractionGraph.Neighbors(many);
        var model = () => new LightGcn(many, 2);

        items.Should().Throw<InvalidOperationException>().WithMessage($"{many.Count} interactions are more than one array holds*ItemsOf*Subsample*");
        users.Should().Throw<InvalidOperationException>();
        graph.Should().Throw<ArgumentException>().WithMessage($"Expected at most 1073741795 interactions for a graph*, got {many.Count}.*");
        model.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Beyond31Bits_AnEpochIsCounted_AndDrawnOnTheProcessor()
    {
        var sampler = new TripletSampler(Many(), seed: 1);
        var elsewhere = () => sampler.Epoch(4096, new Device(DeviceType.META)).First();

        sampler.Count.Should().Be((long)Users * Items);
        new TrainerOptions().BatchSizeFor(sampler.Count).Should().Be(4096);
        elsewhere.Should().Throw<InvalidOperationException>().WithMessage($"Expected at most {Array.MaxLength} training interactions*");
    }

    [Fact]
    public void ARecommender_NumbersUsersAndItemsTogether()
    {
        var wide = Interactions.FromPairs([0], [0], userCount: 1, itemCount: Interactions.MaxCount);
        var table = () => new MatrixFactorization(wide, 2);
        var graph = () => InteractionGraph.Neighbors(wide);

        table.Should().Throw<ArgumentException>().WithMessage("Expected at most 2147483590 users and items together, got 2147483591.*");
        graph.Should().Throw<ArgumentException>();
    }

    private const int Users = 600;
    private const int Items = 1 << 22;

    // Each user has all items but the last: the same array for each.
    private static Interactions Many()
    {
        int[] row = [.. Enumerable.Range(0, Items)];
        return new Interactions(
            Items + 1,
            new RowParts(
                [.. Enumerable.Range(0, Users + 1).Select(user => (long)user * Items)],
                [.. Enumerable.Range(0, Users + 1)],
                [.. Enumerable.Repeat(row, Users)],
                Array.MaxLength),
            duplicateCount: 0);
    }

    private static Interactions Random()
    {
        var random = new Random(1);
        return Interactions.FromPairs(
            [.. Enumerable.Range(0, 1500).Select(_ => random.Next(120))], [.. Enumerable.Range(0, 1500).Select(_ => random.Next(40))], 125, 40);
    }
}
