using DaRec.Internal;

namespace DaRec.Kernels;

/// <summary>Visits every unordered pair of tiles once, on all threads, so that no two threads ever write to the same tile.</summary>
/// <remarks>
/// Tiles form teams of neighbours, and the teams meet as in a tournament (the circle method): in a round each plays once, all its
/// tiles against all of the other's, which stay in the core's cache meanwhile. So a visit may add to the sums of both its tiles
/// without locks or copies for each thread, the games are alike in work, and each tile meets the others in an order that is fixed:
/// results do not depend on the number of threads, to the last bit.
/// </remarks>
internal static class TileTournament
{
    private const int MostTeams = 64;

    /// <summary>Calls <paramref name="visit"/> with (i, j), i ≤ j, for each pair of 0 … tiles − 1 and each (i, i).</summary>
    public static void Run(int tiles, Action<int, int> visit)
    {
        var size = (tiles + MostTeams - 1) / MostTeams;
        var teams = (tiles + size - 1) / size;
        TorchThreads.For(teams, team => Play(team, team));
        var players = teams + (teams % 2); // with an odd number one team rests each round
        var circle = players - 1;
        for (var round = 0; round < circle; round++)
        {
            var turn = round;
            TorchThreads.For(players / 2, game =>
            {
                var first = (turn + game) % circle;
                var second = game == 0 ? circle : (turn - game + circle) % circle;
                if (first < teams && second < teams)
                {
                    Play(Math.Min(first, second), Math.Max(first, second));
                }
            });
        }

        void Play(int team, int other)
        {
            for (var i = team * size; i < Math.Min((team + 1) * size, tiles); i++)
            {
                for (var j = team == other ? i : other * size; j < Math.Min((other + 1) * size, tiles); j++)
                {
                    visit(i, j);
                }
            }
        }
    }
}
