using System.Numerics;
using DaRec.Data;

namespace DaRec.Recommenders.Data;

/// <summary>Made-up interactions in time and memory linear in their number.</summary>
/// <remarks>
/// A user who takes c items looks at <see cref="Looks"/> · c distinct ones, drawn by popularity, and of those takes c without replacement
/// with probabilities in proportion to exp(strength · taste). As looks grow, this is the draw among all items. Each user has random
/// numbers of its own: the data do not depend on the number of threads.
/// </remarks>
internal sealed class SyntheticChoices
{
    /// <summary>Items that a user looks at for each one taken.</summary>
    public const int Looks = 8;

    private const int Rounds = 8; // of draws by popularity; what is missing then is taken in order of number

    private readonly SyntheticOptions _options;
    private readonly AliasTable _popularity;
    private readonly float[] _users; // (n_u, width), times strength / √factors
    private readonly float[] _items; // (n_i, width)
    private readonly int _width; // factors, filled up with zeros to whole vectors
    private readonly long _seed;

    public SyntheticChoices(SyntheticFactors users, SyntheticFactors items, double[] popularity, SyntheticOptions options, long seed)
    {
        var (factors, lanes) = (options.SharedFactors + options.CollaborativeFactors, Vector<float>.Count);
        (_options, _seed, _width) = (options, seed, (factors + lanes - 1) / lanes * lanes);
        _popularity = new AliasTable(Array.ConvertAll(popularity, Math.Exp));
        _users = Packed(users, options.UserCount, options.TasteStrength / Math.Sqrt(factors));
        _items = Packed(items, options.ItemCount, 1);
    }

    /// <summary>All users' items.</summary>
    public Interactions Draw()
    {
        var offsets = new long[_options.UserCount + 1];
        for (var user = 0; user < _options.UserCount; user++)
        {
            var random = new SplitMix(_seed, user);
            offsets[user + 1] = offsets[user] + SyntheticInteractions.CountOf(_options, random.NextDouble());
        }

        var rows = RowParts.Allocate(offsets);
        Parallel.For(
            0,
            _options.UserCount,
            () => new Look(),
            (user, _, look) =>
            {
                Choose(user, rows.Row(user), look);
                return look;
            },
            _ => { });
        return Interactions.FromRows(_options.ItemCount, rows);
    }

    private void Choose(int user, Span<int> taken, Look look)
    {
        var random = new SplitMix(_seed, user);
        random.NextDouble(); // told how many
        var seen = See(Math.Min((long)Looks * taken.Length, _options.ItemCount / 2), taken.Length, look, ref random);
        for (var at = 0; at < seen; at++)
        {
            var gumbel = -Math.Log(-Math.Log(1 - random.NextDouble()));
            look.Keys[at] = -(Taste(user, look.Items[at]) + gumbel);
        }

        Array.Sort(look.Keys, look.Items, 0, seen);
        look.Items.AsSpan(0, taken.Length).CopyTo(taken);
        taken.Sort();
    }

    // Distinct items, ascending; at least as many as are taken.
    private int See(long wanted, int needed, Look look, ref SplitMix random)
    {
        look.Fit((int)Math.Max(wanted, needed));
        var (items, count) = (look.Items, 0);
        for (var round = 0; round < Rounds && count < wanted; round++)
        {
            for (var at = count; at < wanted; at++)
            {
                items[at] = _popularity.Draw(random.Next(), random.NextDouble());
            }

            items.AsSpan(0, (int)wanted).Sort();
            count = Distinct(items.AsSpan(0, (int)wanted));
        }

        for (var item = 0; count < needed; item++)
        {
            if (items.AsSpan(0, count).IndexOf(item) < 0)
            {
                items[count++] = item;
            }
        }

        return count;
    }

    private static int Distinct(Span<int> ascending)
    {
        var kept = 0;
        for (var at = 0; at < ascending.Length; at++)
        {
            if (at == 0 || ascending[at] != ascending[at - 1])
            {
                ascending[kept++] = ascending[at];
            }
        }

        return kept;
    }

    private float Taste(int user, int item)
    {
        var ours = _users.AsSpan(user * _width, _width);
        var theirs = _items.AsSpan(item * _width, _width);
        var sum = Vector<float>.Zero;
        for (var f = 0; f < _width; f += Vector<float>.Count)
        {
            sum += new Vector<float>(ours[f..]) * new Vector<float>(theirs[f..]);
        }

        return Vector.Sum(sum);
    }

    private float[] Packed(SyntheticFactors factors, int count, double scale)
    {
        var packed = new float[checked(count * _width)];
        var shared = factors.Shared.GetLength(1);
        for (var row = 0; row < count; row++)
        {
            for (var f = 0; f < shared + factors.Collaborative.GetLength(1); f++)
            {
                packed[(row * _width) + f] = (float)(scale * (f < shared ? factors.Shared[row, f] : factors.Collaborative[row, f - shared]));
            }
        }

        return packed;
    }

    // A thread's own room.
    private sealed class Look
    {
        public int[] Items { get; private set; } = [];

        public double[] Keys { get; private set; } = [];

        public void Fit(int count)
        {
            if (Items.Length < count)
            {
                (Items, Keys) = (new int[2 * count], new double[2 * count]);
            }
        }
    }
}
