using DaRec.Data;

namespace DaRec.Tests.Testing;

/// <summary>Interactions in a form that is easy to compare.</summary>
public static class InteractionPairs
{
    public static IEnumerable<(int User, int Item)> Pairs(this Interactions interactions)
    {
        for (var user = 0; user < interactions.UserCount; user++)
        {
            foreach (var item in interactions.ItemsOf(user).ToArray())
            {
                yield return (user, item);
            }
        }
    }
}
