using DaRec.Data;
using DaRec.Internal;

namespace DaRec.Diagnostics.Explaining;

/// <summary>Similarity by interactions alone: who took both.</summary>
/// <remarks><code>cos(i, j) = |U_i ∩ U_j| / √(|U_i| |U_j|)</code> with U_i the users that took item i.</remarks>
public sealed class CoOccurrence
{
    private readonly Interactions _byUser;
    private readonly Interactions _byItem;

    /// <summary>Takes interactions.</summary>
    /// <param name="interactions">Those of training.</param>
    public CoOccurrence(Interactions interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        (_byUser, _byItem) = (interactions, interactions.Transpose());
    }

    /// <summary>The items that the most users took together with an item, by cosine; those that nobody took with it are left out.</summary>
    /// <param name="item">Number of the item.</param>
    /// <param name="count">How many, ≥ 1; fewer where there are fewer.</param>
    public IReadOnlyList<Neighbor> OfItem(int item, int count)
    {
        Guard.InRange(item, 0, _byUser.ItemCount - 1);
        return Nearest(_byItem, _byUser, item, count);
    }

    /// <summary>The users that took the most items that a user took, by cosine.</summary>
    /// <param name="user">Number of the user.</param>
    /// <param name="count">How many, ≥ 1; fewer where there are fewer.</param>
    public IReadOnlyList<Neighbor> OfUser(int user, int count)
    {
        Guard.InRange(user, 0, _byUser.UserCount - 1);
        return Nearest(_byUser, _byItem, user, count);
    }

    private static Neighbor[] Nearest(Interactions rows, Interactions columns, int row, int count)
    {
        Guard.AtLeast(count, 1);
        var shared = new Dictionary<int, int>();
        foreach (var column in rows.ItemsOf(row))
        {
            foreach (var other in columns.ItemsOf(column))
            {
                shared[other] = shared.GetValueOrDefault(other) + 1;
            }
        }

        shared.Remove(row);
        double own = rows.ItemsOf(row).Length;
        return
        [
            .. shared.Select(other => new Neighbor { Row = other.Key, Similarity = other.Value / Math.Sqrt(own * rows.ItemsOf(other.Key).Length) })
                .OrderByDescending(other => other.Similarity).ThenBy(other => other.Row)
                .Take(count),
        ];
    }
}
