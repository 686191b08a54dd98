using System.Collections.Concurrent;
using DaRec.Internal;
using DaRec.Kernels;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Kernels;

public class TileTournamentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(21)]
    [InlineData(64)]
    [InlineData(131)]
    public void Run_VisitsEachPairOnce(int tiles)
    {
        var visits = new ConcurrentBag<(int I, int J)>();

        Run(tiles, (i, j) => visits.Add((i, j)));

        var pairs = from i in Enumerable.Range(0, tiles) from j in Enumerable.Range(i, tiles - i) select (i, j);
        visits.Order().Should().Equal(pairs);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(200)]
    public void Run_NeverHasATileInTwoVisits_AtATime(int tiles)
    {
        var visitors = new int[tiles];
        var collisions = 0;

        Run(tiles, (i, j) =>
        {
            Enter(i);
            Enter(j);
            Thread.SpinWait(20);
            Interlocked.Exchange(ref visitors[i], 0);
            Interlocked.Exchange(ref visitors[j], 0);

            void Enter(int tile)
            {
                var visit = (i * tiles) + j + 1;
                var other = Interlocked.Exchange(ref visitors[tile], visit);
                if (other != 0 && other != visit)
                {
                    Interlocked.Increment(ref collisions);
                }
            }
        });

        collisions.Should().Be(0);
    }

    [Fact]
    public void Run_MeetsATilesPartners_InTheSameOrder_WhateverTheThreads()
    {
        var partners = Partners();

        for (var repeat = 0; repeat < 5; repeat++)
        {
            Partners().SelectMany(list => list).Should().Equal(partners.SelectMany(list => list));
        }

        static List<int>[] Partners()
        {
            var lists = Enumerable.Range(0, 11).Select(_ => new List<int>()).ToArray();
            Run(11, (i, j) =>
            {
                lists[i].Add(j);
                if (i != j)
                {
                    lists[j].Add(i);
                }
            });
            return lists;
        }
    }

    [Fact]
    public void Run_PassesOnWhatAVisitThrows_AndNobodyWaitsForIt()
    {
        var run = () => Run(131, (i, j) =>
        {
            if (i == 3 && j == 90)
            {
                throw new InvalidOperationException("no");
            }
        });

        Threads.With(7, () => run.Should().Throw<InvalidOperationException>().WithMessage("no"));
    }

    [Fact]
    public void Run_IsOneRegion() =>
        Threads.With(4, () => Threads.TeamsOf(() => Run(50, (_, _) => { })).Should().Be(1));

    private static void Run(int tiles, Action<int, int> visit) => TorchThreads.Run(long.MaxValue, TileTournament.Of(tiles, visit));
}
