using DaRec.Clustering;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Clustering;

public class CenterMatchingTests
{
    [Theory]
    [InlineData(MatchingMethod.Greedy)]
    [InlineData(MatchingMethod.Optimal)]
    public void Match_FindsAPermutation(MatchingMethod method)
    {
        var a = Tensors.Random(6, 3);
        long[] order = [3, 5, 0, 1, 4, 2];

        CenterMatching.Match(a.index_select(0, tensor(order)), a, method).Should().Equal(order);
    }

    [Fact]
    public void Greedy_TakesTheClosestPairFirst_AndOptimalTheLeastTotal()
    {
        // Greedy: 1 with 0.6 (0.4), then 0 with 1.5, 1.9 in total. Optimal: 0 with 0.6 and 1 with 1.5, 1.1 in total.
        var a = tensor(new double[,] { { 0 }, { 1 } });
        var b = tensor(new double[,] { { 0.6 }, { 1.5 } });

        CenterMatching.Match(a, b).Should().Equal(1, 0);
        CenterMatching.Match(a, b, MatchingMethod.Optimal).Should().Equal(0, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void Greedy_EqualsTheReference(long k)
    {
        var (a, b) = (Tensors.Random(k, 4, 1), Tensors.Random(k, 4, 2));

        CenterMatching.Match(a, b).Should().Equal(NaiveLosses.GreedyMatching(a.ToArray(), b.ToArray()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(7)]
    public void Optimal_IsTheBestOfAllPermutations(int k)
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var cost = Tensors.Random(k, k, seed).ToArray();
            var best = Permutations(k).Min(order => order.Select((column, row) => cost[row, column]).Sum());

            var found = LinearAssignment.Solve(cost);

            found.Distinct().Should().HaveCount(k);
            found.Select((column, row) => cost[row, column]).Sum().Should().BeApproximately(best, 1e-12);
        }
    }

    [Fact]
    public void Match_Throws_WhenACenterIsNotFinite()
    {
        var a = Tensors.Random(3, 2);
        a[1, 1] = double.NaN;

        var match = () => CenterMatching.Match(a, Tensors.Random(3, 2));

        match.Should().Throw<ArgumentException>().WithMessage("*finite centres*");
    }

    private static IEnumerable<int[]> Permutations(int k) =>
        k == 0
            ? [[]]
            : Permutations(k - 1).SelectMany(rest => Enumerable.Range(0, k).Select(at => rest.Take(at).Append(k - 1).Concat(rest.Skip(at)).ToArray()));
}
