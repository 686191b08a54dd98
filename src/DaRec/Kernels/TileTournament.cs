using DaRec.Distributed;
using DaRec.Internal;

namespace DaRec.Kernels;

/// <summary>Visits every unordered pair of tiles once, on all threads, so that no two threads ever write to the same tile.</summary>
/// <remarks>
/// Tiles form teams of neighbours, and the teams meet as in a tournament (the circle method): in a round each plays once, all its
/// tiles against all of the other's, which stay in the core's cache meanwhile. So a visit may add to the sums of both its tiles
/// without locks or copies for each thread, the games are alike in work, and each tile meets the others in an order that is fixed:
/// results do not depend on the number of threads, to the last bit. A game begins as soon as both teams have played all earlier
/// rounds, and rounds overlap: nobody waits for a thread that has no game. Several processes share the games: each plays its own and
/// takes the others' as played.
/// </remarks>
internal sealed class TileTournament
{
    private const int MostTeams = 64;

    private readonly int _tiles;
    private readonly Action<int, int> _visit;
    private readonly int _rank; // of the processes that share the games
    private readonly int _processes;
    private readonly int _size; // tiles of a team
    private readonly int _teams;
    private readonly int _circle; // rounds: with an odd number of teams one rests each round
    private readonly int[] _played; // rounds that each team is through with
    private readonly Gate _gate = new();

    private TileTournament(int tiles, Action<int, int> visit, int rank, int processes)
    {
        (_tiles, _visit, _rank, _processes) = (tiles, visit, rank, processes);
        _size = (tiles + MostTeams - 1) / MostTeams;
        _teams = (tiles + _size - 1) / _size;
        _circle = _teams + (_teams % 2) - 1;
        _played = new int[_teams];
    }

    private int Games => (_circle + 1) / 2; // of a round

    /// <summary>Calls <paramref name="visit"/> with (i, j), i ≤ j, for each pair of 0 … tiles − 1 and each (i, i).</summary>
    /// <param name="tiles">Number of tiles.</param>
    /// <param name="visit">Called once for each pair, on one of the processes.</param>
    /// <param name="processes">Who shares the pairs; null visits all here.</param>
    public static Phase Of(int tiles, Action<int, int> visit, ICommunicator? processes = null)
    {
        var tournament = new TileTournament(tiles, visit, processes?.Rank ?? 0, processes?.Size ?? 1);
        return new Phase(tournament._teams + (tournament._circle * tournament.Games), tournament.Play);
    }

    // First each team by itself, then round after round. Games are taken in this order, so that the earliest that is not over always
    // has a thread, and what it waits for is over.
    private void Play(int number)
    {
        if (number < _teams)
        {
            Play(number, number, round: 0, isOurs: number % _processes == _rank);
            return;
        }

        var (turn, game) = Math.DivRem(number - _teams, Games);
        var first = (turn + game) % _circle;
        var second = game == 0 ? _circle : (turn - game + _circle) % _circle;
        if (first < _teams && second < _teams)
        {
            // Whose turn it is changes from round to round, so that games in which one rests fall to all alike.
            Play(Math.Min(first, second), Math.Max(first, second), turn + 1, isOurs: (turn + game) % _processes == _rank);
        }
        else
        {
            var resting = Math.Min(first, second);
            Await(resting, turn + 1);
            End(resting);
        }
    }

    private void Play(int team, int other, int round, bool isOurs)
    {
        Await(team, round);
        Await(other, round);
        try
        {
            for (var i = team * _size; isOurs && i < Math.Min((team + 1) * _size, _tiles); i++)
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
