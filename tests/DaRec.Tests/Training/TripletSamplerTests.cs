using DaRec.Data;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Training;

public class TripletSamplerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Epoch_HoldsEachInteractionOnce(int batchSize)
    {
        var train = Random();
        var sampler = new TripletSampler(train, 3);

        for (var pass = 0; pass < 3; pass++)
        {
            Triplets(sampler, batchSize).Select(triplet => (triplet.User, triplet.Positive)).Order().Should().Equal(train.Pairs());
        }

        sampler.Count.Should().Be(train.Count);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1000)]
    public void Epoch_HoldsEachInteractionOnce_WhereTheyDoNotFitAnArray(int batchSize)
    {
        var train = Random();
        var sampler = new TripletSampler(train.InParts(40), seed: 3, longest: 40);

        var (first, second) = (Triplets(sampler, batchSize), Triplets(sampler, batchSize));

        foreach (var pass in new[] { first, second })
        {
            pass.Select(triplet => (triplet.User, triplet.Positive)).Order().Should().Equal(train.Pairs());
            pass.Should().NotContain(triplet => train.Contains(triplet.User, triplet.Negative));
        }

        first.Should().NotEqual(second);
        Triplets(new TripletSampler(train.InParts(40), seed: 3, longest: 40), batchSize).Should().Equal(first);
    }

    [Fact]
    public void Negatives_AreNeverTrainingItems_AndReachAllOthers()
    {
        var train = Random();
        var sampler = new TripletSampler(train, 3);

        var drawn = Enumerable.Range(0, 60).SelectMany(_ => Triplets(sampler, 16)).ToArray();

        drawn.Should().OnlyContain(triplet => triplet.Negative >= 0 && triplet.Negative < train.ItemCount);
        drawn.Should().NotContain(triplet => train.Contains(triplet.User, triplet.Negative));
        var busiest = Enumerable.Range(0, train.UserCount).MaxBy(user => train.ItemsOf(user).Length);
        drawn.Where(triplet => triplet.User == busiest).Select(triplet => triplet.Negative).Distinct()
            .Should().HaveCount(train.ItemCount - train.ItemsOf(busiest).Length);
    }

    [Fact]
    public void Batches_HaveTheSizeAskedFor_AndTheLastTheRest()
    {
        var train = Interactions.FromPairs([0, 0, 0, 1, 1, 1, 2], [0, 1, 2, 3, 4, 5, 0], 3, 8);
        using var scope = NewDisposeScope();

        var batches = new TripletSampler(train, 3).Epoch(3).ToArray();

        batches.Select(batch => batch.Users.size(0)).Should().Equal(3, 3, 1);
        batches.SelectMany(batch => new[] { batch.Users, batch.Positives, batch.Negatives })
            .Should().OnlyContain(tensor => tensor.dtype == ScalarType.Int64 && tensor.dim() == 1);
        batches.Should().OnlyContain(
            batch => batch.Positives.size(0) == batch.Users.size(0) && batch.Negatives.size(0) == batch.Users.size(0));
    }

    [Fact]
    public void Epoch_IsTheSame_ForTheSameSeed_AndAnotherEachTime()
    {
        var (a, b, other) = (new TripletSampler(Random(), 3), new TripletSampler(Random(), 3), new TripletSampler(Random(), 4));

        var (first, second) = (Triplets(a, 8), Triplets(a, 8));

        Triplets(b, 8).Should().Equal(first);
        Triplets(b, 8).Should().Equal(second);
        second.Should().NotEqual(first);
        Triplets(other, 8).Should().NotEqual(first);
    }

    [Fact]
    public void Epoch_IsTheOrderAndTheRejection_ThatTheSeedSays()
    {
        var (train, random) = (Random(), new Random(3));
        var sampler = new TripletSampler(train, 3);

        for (var pass = 0; pass < 3; pass++)
        {
            var order = train.Pairs().ToArray();
            random.Shuffle(order);
            var expected = new List<(int, int, int)>();
            foreach (var (user, item) in order)
            {
                int negative;
                do
                {
                    negative = random.Next(train.ItemCount);
                }
                while (train.Contains(user, negative));

                expected.Add((user, item, negative));
            }

            Triplets(sampler, 7).Should().Equal(expected);
        }
    }

    [Fact]
    public void Epochs_MayOverlap()
    {
        var (train, sampler) = (Random(), new TripletSampler(Random(), 3));
        using var scope = NewDisposeScope();

        using var outer = sampler.Epoch((int)train.Count).GetEnumerator();
        var inner = Triplets(sampler, 5);
        outer.MoveNext();

        inner.Select(triplet => (triplet.User, triplet.Positive)).Order().Should().Equal(train.Pairs());
        outer.Current.Users.size(0).Should().Be(train.Count);
    }

    [Fact]
    public void Epochs_TakeNoManagedMemory_ThatGrowsWithTheInteractions()
    {
        var sampler = new TripletSampler(Interactions.FromPairs([.. Enumerable.Range(0, 20_000)], new int[20_000], 20_000, 5), 3);

        ManagedMemory.TakenBy(() =>
        {
            foreach (var batch in sampler.Epoch(4000))
            {
                batch.Users.Dispose();
                batch.Positives.Dispose();
                batch.Negatives.Dispose();
            }
        }).Should().BeLessThan(20_000);
    }

    [Fact]
    public void Epoch_LeavesOutUsers_WhoHaveEveryItem()
    {
        var train = Interactions.FromPairs([0, 0, 0, 2, 2], [0, 1, 2, 0, 2], 4, 3);

        var sampler = new TripletSampler(train, 3);

        sampler.Count.Should().Be(2);
        Triplets(sampler, 2).Order().Should().Equal((2, 0, 1), (2, 2, 1));
    }

    [Fact]
    public void Batches_BelongToTheCallersScope()
    {
        var sampler = new TripletSampler(Random(), 3);

        LiveTensors.LeftBy(() =>
        {
            using var scope = NewDisposeScope();
            foreach (var batch in sampler.Epoch(8))
            {
                batch.Users.IsInvalid.Should().BeFalse();
            }
        }).Should().Be(0);
    }

    [Fact]
    public void Constructor_Throws_WhenNothingIsLeft()
    {
        var full = Interactions.FromPairs([0, 0], [0, 1], 2, 2);

        new Action(() => _ = new TripletSampler(full, 3)).Should().Throw<ArgumentException>()
            .WithMessage("Expected training interactions of users who do not have every item, got none*").WithParameterName("train");
        new Action(() => _ = new TripletSampler(Interactions.FromPairs([], [], 2, 2), 3)).Should().Throw<ArgumentException>();
        new Action(() => _ = new TripletSampler(null!, 3)).Should().Throw<ArgumentNullException>().WithParameterName("train");
    }

    [Fact]
    public void Epoch_Throws_WhenBatchesAreEmpty()
    {
        var sampler = new TripletSampler(Random(), 3);

        sampler.Invoking(it => it.Epoch(0).ToArray()).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("batchSize");
    }

    private static (int User, int Positive, int Negative)[] Triplets(TripletSampler sampler, int batchSize)
    {
        using var scope = NewDisposeScope();
        return
        [
            .. sampler.Epoch(batchSize).SelectMany(batch => batch.Users.data<long>().Zip(
                batch.Positives.data<long>(), batch.Negatives.data<long>()))
                .Select(triplet => ((int)triplet.First, (int)triplet.Second, (int)triplet.Third)),
        ];
    }

    private static Interactions Random()
    {
        var random = new Random(5);
        int[] users = [.. Enumerable.Range(0, 80).Select(_ => random.Next(9))];
        return Interactions.FromPairs(users, [.. users.Select(_ => random.Next(20))], 10, 20);
    }
}
