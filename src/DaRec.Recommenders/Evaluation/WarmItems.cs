using DaRec.Data;
using DaRec.Recommenders.Data;

namespace DaRec.Recommenders.Evaluation;

/// <summary>Tells items with training interactions, the warm ones, from those without, the cold ones.</summary>
/// <param name="train">The training interactions.</param>
internal sealed class WarmItems(Interactions train)
{
    private readonly bool[] _isWarm = [.. train.ItemDegrees().Select(degree => degree > 0)];

    /// <summary>Whether an item has training interactions.</summary>
    public bool this[int item] => _isWarm[item];

    /// <summary>Whether a part has an interaction with a cold item.</summary>
    public bool HasCold(Interactions part) => HasAny(part, isWarm: false);

    /// <summary>Whether a part has an interaction with a warm item.</summary>
    public bool HasWarm(Interactions part) => HasAny(part, isWarm: true);

    /// <summary>The warm items.</summary>
    public CandidateItems Warm() => new(_isWarm);

    /// <summary>The cold items that a part has interactions with.</summary>
    public CandidateItems ColdOf(Interactions part) => new([.. part.ItemDegrees().Select((degree, item) => degree > 0 && !_isWarm[item])]);

    /// <summary>The interactions of a part's users who have both a warm and a cold item there; all where nobody has.</summary>
    public Interactions OfUsersWithBoth(Interactions part)
    {
        var both = new PairList();
        for (var user = 0; user < part.UserCount; user++)
        {
            var items = part.ItemsOf(user);
            if (HasAny(items, isWarm: true) && HasAny(items, isWarm: false))
            {
                both.Add(user, items);
            }
        }

        return both.Count == 0 ? part : both.Build(part.UserCount, part.ItemCount);
    }

    private bool HasAny(Interactions part, bool isWarm)
    {
        foreach (var items in part.Parts)
        {
            if (HasAny(items, isWarm))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether some items have a warm one, or a cold one.</summary>
    public bool HasAny(ReadOnlySpan<int> items, bool isWarm)
    {
        foreach (var item in items)
        {
            if (_isWarm[item] == isWarm)
            {
                return true;
            }
        }

        return false;
    }
}
