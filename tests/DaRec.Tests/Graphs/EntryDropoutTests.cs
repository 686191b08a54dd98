using DaRec.Recommenders.Graphs;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Graphs;

public class EntryDropoutTests
{
    private const int Count = 200_000;

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(0.999)]
    public void Apply_KeepsTheShareAskedFor(double probability)
    {
        var kept = Kept(Count, probability, seed: 1);

        kept.Average(bit => bit ? 1.0 : 0).Should().BeApproximately(probability, Deviations(probability));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(16384)]
    public void Entries_AreKeptIndependently(int distance)
    {
        var kept = Kept(Count, 0.8, seed: 2);

        var both = Enumerable.Range(0, Count - distance).Average(i => kept[i] && kept[i + distance] ? 1.0 : 0);
        both.Should().BeApproximately(0.64, Deviations(0.64));
    }

    [Fact]
    public void Steps_AreIndependent()
    {
        var random = new Random(3);
        var previous = Kept(Count, 0.8, random);

        for (var step = 0; step < 20; step++)
        {
            var next = Kept(Count, 0.8, random);
            Enumerable.Range(0, Count).Average(i => previous[i] && next[i] ? 1.0 : 0).Should().BeApproximately(0.64, Deviations(0.64));
            previous = next;
        }
    }

    [Fact]
    public void EachEntry_IsKeptAsOftenAsAnother_OverSteps()
    {
        const int steps = 4000;
        var random = new Random(4);
        var counts = new int[50];

        for (var step = 0; step < steps; step++)
        {
            var kept = Kept(counts.Length, 0.5, random);
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] += kept[i] ? 1 : 0;
            }
        }

        counts.Should().OnlyContain(count => Math.Abs(count - (steps / 2)) < 5 * Math.Sqrt(steps) / 2); // five standard deviations
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(33)]
    [InlineData(16385)]
    public void Apply_DropsByNumber_WhateverTheOrder(int count)
    {
        var numbers = Enumerable.Range(0, count).ToArray();
        new Random(5).Shuffle(numbers);
        var (dropout, plain, shuffled) = (new EntryDropout(0.6, new Random(6)), new float[count], new float[count]);

        dropout.Apply(Form(count, null), plain);
        dropout.Apply(Form(count, numbers), shuffled);

        shuffled.Should().Equal(numbers.Select(number => plain[number]));
    }

    [Fact]
    public void Apply_DropsTheSame_ForTheSameSeed()
    {
        Kept(1000, 0.5, seed: 7).Should().Equal(Kept(1000, 0.5, seed: 7)).And.NotEqual(Kept(1000, 0.5, seed: 8));
    }

    private static bool[] Kept(int count, double probability, int seed) => Kept(count, probability, new Random(seed));

    private static bool[] Kept(int count, double probability, Random random)
    {
        var kept = new float[count];
        new EntryDropout(probability, random).Apply(Form(count, null), kept);
        return Array.ConvertAll(kept, value => value != 0);
    }

    private static CsrForm Form(int count, int[]? numbers) =>
        new(new CsrStructure([0, count], new int[count]), [.. Enumerable.Repeat(1f, count)], numbers);

    private static double Deviations(double probability) => 5 * Math.Sqrt(probability * (1 - probability) / Count);
}
