using DaRec.Internal;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Internal;

public sealed class SeededRandomTests
{
    private static readonly Dictionary<string, Func<Random, object>> Draws = new()
    {
        ["Next"] = random => random.Next(),
        ["Next(max)"] = random => random.Next(1000),
        ["Next(1)"] = random => random.Next(1),
        ["Next(min, max)"] = random => random.Next(-5, 17),
        ["Next(all)"] = random => random.Next(int.MinValue, int.MaxValue),
        ["NextInt64"] = random => random.NextInt64(),
        ["NextInt64(max)"] = random => random.NextInt64(3_000_000_000),
        ["NextInt64(all)"] = random => random.NextInt64(long.MinValue, long.MaxValue),
        ["NextInt64(two)"] = random => random.NextInt64(-1, 1),
        ["NextInt64(one)"] = random => random.NextInt64(7, 8),
        ["NextDouble"] = random => random.NextDouble(),
        ["NextSingle"] = random => random.NextSingle(),
        ["NextBytes"] = random => Convert.ToHexString(Bytes(random)),
        ["Shuffle"] = random => string.Join(' ', Shuffled(random)),
    };

    public static TheoryData<int> Seeds => [0, 1, -1, 2023, 161803398, int.MaxValue, int.MinValue, int.MinValue + 1];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Numbers_AreThoseOfRandom_ForTheSameSeed(int seed)
    {
        var (own, systems) = (new SeededRandom(seed), new Random(seed));

        for (var round = 0; round < 200; round++)
        {
            foreach (var (name, draw) in Draws)
            {
                draw(own).Should().Be(draw(systems), "{0} of round {1}", name, round);
            }
        }
    }

    [Fact]
    public void State_BringsBackTheNumbers_WhereverItIsTaken()
    {
        var random = new SeededRandom(5);

        for (var round = 0; round < 120; round++)
        {
            var state = random.State;
            var other = new SeededRandom(round) { State = state };
            random.NextInt64().Should().Be(other.NextInt64());
            random.State.Should().Equal(other.State).And.NotEqual(state).And.HaveCount(SeededRandom.StateLength);
        }
    }

    [Theory]
    [InlineData(57, 0)]
    [InlineData(58, 56)]
    [InlineData(58, -1)]
    public void State_IsRefused_WhereItIsNone(int length, int last)
    {
        var state = new int[length];
        state[^1] = last;

        FluentActions.Invoking(() => new SeededRandom(1) { State = state }).Should().Throw<ArgumentException>().WithMessage("Expected the 58 numbers*");
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[7];
        random.NextBytes(bytes);
        return bytes;
    }

    private static int[] Shuffled(Random random)
    {
        int[] numbers = [.. Enumerable.Range(0, 20)];
        random.Shuffle(numbers);
        return numbers;
    }
}
