using DaRec.Internal;

namespace DaRec.Kernels;

/// <summary>Visits every unordered pair of tiles once, on all threads, so that no two threads ever write to the same tile.</summary>
/// <remarks>
/// Tiles form teams of neighbours, and the teams meet as in a tournament (the circle method): in a round each plays once, all its
/// tiles against all of the other's, which stay in the core's cache meanwhile. So a visit may add to the sums of both its tiles
/// without locks or copies for each thread, the games are alike in work, and each tile meets the others in an order that is fixed:
/// results do not depend on the number of threads, to the last bit. A game begins as soon as both teams have played all earlier
/// rounds, and rounds overlap: nobody waits for a thread that has no game.
/// </remarks>
internal sealed class TileTournament
{
    private const int MostTeams = 64;

    private readonly int _tiles;
    private readonly Action<int, int> _visit;
    private readonly int _size; // tiles of a team
    private readonly int _teams;
    private readonly int _circle; // rounds: with an odd number of teams one rests each round
    private readonly int[] _played; // rounds that each team is through with
    private readonly Gate _gate = new();

    private TileTournament(int tiles, Action<int, int> visit)
    {
        (_tiles, _visit) = (tiles, visit);
        _size = (tiles + MostTeams - 1) / MostTeams;
        _teams = (tiles + _size - 1) / _size;
        _circle = _teams + (_teams % 2) - 1;
        _played = new int[_teams];
    }

    private int Games => (_circle + 1) / 2; // of a round

    /// <summary>Calls <paramref name="visit"/> with (i, j), i ≤ j, for each pair of 0 … tiles − 1 and each (i, i).</summary>
    public static Phase Of(int tiles, Action<int, int> visit)
    {
        var tournament = new TileTournament(tiles, visit);
        return new Phase(tournament._teams + (tournament._circle * tournament.Games), tournament.Play);
    }

    // First each team by itself, then round after round. Games are taken in this order, so that the earliest that is not over always
    // has a thread, and what it waits for is over.
    private void Play(int number)
    {
        if (number < _teams)
        {
            Play(number, number, round: 0);
            return;
        }

        var (turn, game) = Math.DivRem(number - _teams, Games);
        var first = (turn + game) % _circle;
        var second = game == 0 ? _circle : (turn - game + _circle) % _circle;
        if (first < _teams && second < _teams)
        {
            Play(Math.Min(first, second), Math.Max(first, second), turn + 1);
        }
        else
        {
            var resting = Math.Min(first, second);
            Await(resting, turn + 1);
            End(resting);
        }
    }

    private void Play(int team, int other, int round)
    {
        Await(team, round);
        Await(other, round);
        try
        {
            for (var i = team * _size; i < Math.Min((team + 1) * _size, _tiles); i++)
            {
                for (var j = team == other ? i : other * _size; j < Math.Min((other + 1) * _size, _tiles); j++)
                {
                    _visit(i, j);
                }
            }
        }
        finally // others go on where a visit throws
        {
            End(team);
            if (team != other)
            {
                End(other);
            }
        }
    }

    private void Await(int team, int round)
    {
        if (Volatile.Read(ref _played[team]) < round)
        {
            AwaitLonger(team, round);
        }
    }

    // Apart: a closure is allocated where a method begins.
    private void AwaitLonger(int team, int round) => _gate.Await(() => Volatile.Read(ref _played[team]) >= round);

    private void End(int team)
    {
        Volatile.Write(ref _played[team], _played[team] + 1);
        _gate.Announce();
    }
}
