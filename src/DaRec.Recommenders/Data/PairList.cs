using DaRec.Data;
using DaRec.Internal;

namespace DaRec.Recommenders.Data;

/// <summary>Collects pairs of user and item for a part.</summary>
internal sealed class PairList
{
    private readonly LongList<int> _users = new();
    private readonly LongList<int> _items = new();

    public long Count => _users.Count;

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

    public Interactions Build(int userCount, int itemCount) => InteractionsBuilder.Build(_users, _items, userCount, itemCount);
}
