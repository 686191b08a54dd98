using DaRec.Data;
using DaRec.Evidence;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Evidence;

/// <summary>Users and items of eight tastes: a user takes items of the own one alone.</summary>
public class BesideInteractionsTests
{
    private const int Users = 400;
    private const int Items = 160;
    private const int Tastes = 8;

    [Fact]
    public void TextsThatTellTastes_KeepAll_WhereInteractionsAreFew()
    {
        using var scope = NewDisposeScope();

        Choose(Users, each: 3, texts: Telling(Items), profiles: Telling(Users)).Should().Be(1);
    }

    [Fact]
    public void TextsThatTellNothing_KeepLess_WhereInteractionsTellTastes()
    {
        using var scope = NewDisposeScope();

        Choose(Users, each: 12, Noise(Items, 1), Noise(Users, 2)).Should().BeLessThanOrEqualTo(0.25);
    }

    [Fact]
    public void FewUsers_CannotSay()
    {
        using var scope = NewDisposeScope();

        Choose(150, each: 12, Noise(Items, 1), Noise(150, 2)).Should().Be(1);
    }

    private static double Choose(int userCount, int each, Tensor texts, Tensor profiles)
    {
        var random = new Random(5);
        var (kept, heldOut) = (new List<(int, int)>(), new List<(int, int)>());
        for (var user = 0; user < userCount; user++)
        {
            int[] own = [.. Enumerable.Range(0, Items).Where(item => item % Tastes == user % Tastes)];
            random.Shuffle(own);
            kept.AddRange(own[..each].Select(item => (user, item)));
            heldOut.AddRange(own[each..(each + 3)].Select(item => (user, item)));
        }

        return BesideInteractions.Choose(
            profiles, texts, Of(kept), Of(heldOut), ([.. Enumerable.Range(0, userCount)], userCount), seed: 3);

        Interactions Of(List<(int User, int Item)> pairs) => Interactions.FromPairs(
            [.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], userCount, Items);
    }

    // Row n is the taste of n.
    private static Tensor Telling(int count) =>
        nn.functional.one_hot(arange(count).remainder(Tastes), Tastes).to(ScalarType.Float32);

    private static Tensor Noise(int count, ulong seed)
    {
        using var generator = new Generator(seed);
        return randn(count, Tastes, generator: generator);
    }
}
