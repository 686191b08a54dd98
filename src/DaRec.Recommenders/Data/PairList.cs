using System.Runtime.InteropServices;
using DaRec.Data;

namespace DaRec.Recommenders.Data;

/// <summary>Collects pairs of user and item for a part.</summary>
internal sealed class PairList
{
    private readonly List<int> _users = [];
    private readonly List<int> _items = [];

    public int Count => _users.Count;

    public void Add(int user, int item)
    {
        _users.Add(user);
        _items.Add(item);
    }

    public void Add(int user, ReadOnlySpan<int> userItems)
    {
        foreach (var item in userItems)
        {
            Add(user, item);
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

    public Interactions Build(int userCount, int itemCount) =>
        Interactions.FromPairs(CollectionsMarshal.AsSpan(_users), CollectionsMarshal.AsSpan(_items), userCount, itemCount);
}
