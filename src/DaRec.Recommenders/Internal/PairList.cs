using DaRec.Data;

namespace DaRec.Recommenders.Internal;

/// <summary>Pairs of user and item on their way into a matrix.</summary>
internal sealed class PairList
{
    private readonly List<int> _users = [];
    private readonly List<int> _items = [];

    /// <summary>How many there are.</summary>
    public int Count => _users.Count;

    /// <summary>Adds a user's items.</summary>
    public void Add(int user, ReadOnlySpan<int> items)
    {
        foreach (var item in items)
        {
            _users.Add(user);
            _items.Add(item);
        }
    }

    /// <summary>Adds all interactions of a matrix; null adds none.</summary>
    public void Add(Interactions? interactions)
    {
        for (var user = 0; user < interactions?.UserCount; user++)
        {
            Add(user, interactions.ItemsOf(user));
        }
    }

    /// <summary>The matrix.</summary>
    public Interactions Build(int userCount, int itemCount) => Interactions.FromPairs([.. _users], [.. _items], userCount, itemCount);
}
