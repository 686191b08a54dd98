namespace DaRec.Text;

/// <summary>The items that users liked in the training part: the only thing that <see cref="ProfileBuilder"/> takes.</summary>
/// <remarks>
/// A profile with an item of the validation or test part would tell the model what it is to guess. So the interactions come with the
/// file that they were read from, which must be a training part by its name, and with the held-out parts, which must share nothing
/// with them.
/// </remarks>
public sealed class TrainingItems
{
    private const string TrainingName = "trn.";

    private readonly int[][] _items;

    private TrainingItems(int[][] items) => _items = items;

    /// <summary>Number of users.</summary>
    public int UserCount => _items.Length;

    /// <summary>Number of interactions.</summary>
    public int Count => _items.Sum(items => items.Length);

    /// <summary>Takes a training part.</summary>
    /// <param name="partPath">The file that it was read from; its name must begin with "trn.".</param>
    /// <param name="itemsOfUsers">The numbers of each user's items, distinct, ≥ 0.</param>
    /// <param name="heldOut">The validation and the test part in the same form, those that there are.</param>
    /// <exception cref="ArgumentException">
    /// The file is no training part, an interaction is in a held-out part too, or the lists are malformed.
    /// </exception>
    public static TrainingItems Create(
        string partPath, IReadOnlyList<IReadOnlyList<int>> itemsOfUsers, params IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> heldOut)
    {
        ArgumentException.ThrowIfNullOrEmpty(partPath);
        ArgumentNullException.ThrowIfNull(itemsOfUsers);
        ArgumentNullException.ThrowIfNull(heldOut);
        RequireTrainingPart(partPath);
        var items = new int[itemsOfUsers.Count][];
        for (var user = 0; user < items.Length; user++)
        {
            items[user] = [.. itemsOfUsers[user].Order()];
            RequireNumbers(user, items[user], nameof(itemsOfUsers));
        }

        foreach (var part in heldOut)
        {
            RequireNothingCommon(items, part);
        }

        return new TrainingItems(items);
    }

    /// <summary>The user's items, ascending.</summary>
    /// <param name="user">In [0, <see cref="UserCount"/>).</param>
    public ReadOnlySpan<int> Of(int user)
    {
        if ((uint)user >= (uint)UserCount)
        {
            throw new ArgumentOutOfRangeException(nameof(user), user, $"Users are 0 to {UserCount - 1}.");
        }

        return _items[user];
    }

    private static void RequireTrainingPart(string partPath)
    {
        var name = Path.GetFileName(partPath);
        if (!name.StartsWith(TrainingName, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"Expected the training part, a file named trn.npz, trn.tsv or trn.csv; got {name}. Profiles of other interactions " +
                "would tell the model what it is measured on.",
                nameof(partPath));
        }
    }

    private static void RequireNumbers(int user, int[] items, string parameter)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] < 0 || (i > 0 && items[i] == items[i - 1]))
            {
                throw new ArgumentException(
                    $"Expected distinct item numbers ≥ 0; user {user} has {items[i]}{(items[i] < 0 ? "" : " twice")}.", parameter);
            }
        }
    }

    private static void RequireNothingCommon(int[][] items, IReadOnlyList<IReadOnlyList<int>> heldOut)
    {
        if (heldOut.Count != items.Length)
        {
            throw new ArgumentException(
                $"Expected held-out parts of the {items.Length} users of the training part, got one of {heldOut.Count}.", nameof(heldOut));
        }

        for (var user = 0; user < items.Length; user++)
        {
            foreach (var item in heldOut[user])
            {
                if (Array.BinarySearch(items[user], item) >= 0)
                {
                    throw new ArgumentException(
                        $"User {user} has item {item} in the training part and in a held-out one, too; a profile would tell the model " +
                        "what it is measured on. Take it out of one of them.",
                        nameof(heldOut));
                }
            }
        }
    }
}
