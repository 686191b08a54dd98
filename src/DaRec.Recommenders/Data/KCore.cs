using DaRec.Data;

namespace DaRec.Recommenders.Data;

/// <summary>Users and items that have at least k interactions with each other, however few some others have.</summary>
internal static class KCore
{
    /// <summary>Takes away users and items with fewer than k interactions until none is left that has so few.</summary>
    public static (bool[] HasUser, bool[] HasItem) Find(Interactions interactions, int k)
    {
        var byItem = interactions.Transpose();
        var users = new Side(interactions, k);
        var items = new Side(byItem, k);
        while (users.Fallen.Count + items.Fallen.Count > 0)
        {
            users.Fell(items);
            items.Fell(users);
        }

        return (users.IsLeft, items.IsLeft);
    }

    private sealed class Side
    {
        private readonly Interactions _neighbours;
        private readonly int[] _degrees;
        private readonly int _k;

        public Side(Interactions neighbours, int k)
        {
            (_neighbours, _k) = (neighbours, k);
            _degrees = [.. Enumerable.Range(0, neighbours.UserCount).Select(row => neighbours.ItemsOf(row).Length)];
            IsLeft = [.. _degrees.Select(degree => degree >= k)];
            Fallen = new Queue<int>(IsLeft.Index().Where(row => !row.Item).Select(row => row.Index));
        }

        public bool[] IsLeft { get; }

        /// <summary>Rows that are gone and whose neighbours do not know it yet.</summary>
        public Queue<int> Fallen { get; }

        public void Fell(Side other)
        {
            while (Fallen.TryDequeue(out var row))
            {
                foreach (var neighbour in _neighbours.ItemsOf(row))
                {
                    other.Lose(neighbour);
                }
            }
        }

        private void Lose(int row)
        {
            if (--_degrees[row] < _k && IsLeft[row])
            {
                IsLeft[row] = false;
                Fallen.Enqueue(row);
            }
        }
    }
}
