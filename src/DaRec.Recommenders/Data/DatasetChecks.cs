using DaRec.Data;

namespace DaRec.Recommenders.Data;

/// <summary>What makes a dataset useless, and what is merely worth knowing.</summary>
internal static class DatasetChecks
{
    public static string? FirstProblem(Dataset dataset)
    {
        var train = dataset.Train;
        if (train.Count == 0)
        {
            return "The training part holds no interaction.";
        }

        foreach (var (name, part) in HeldOutParts(dataset))
        {
            if ((part.UserCount, part.ItemCount) != (train.UserCount, train.ItemCount))
            {
                return $"The {name} part has {Shape(part)}, the training part {Shape(train)}; they must have the same.";
            }
        }

        return Mismatch(dataset.ItemEmbeddings?.Count, "rows of item embeddings", train.ItemCount, "items")
            ?? Mismatch(dataset.UserEmbeddings?.Count, "rows of user embeddings", train.UserCount, "users")
            ?? Mismatch(dataset.ItemIds?.Count, "item ids", train.ItemCount, "items")
            ?? Mismatch(dataset.UserIds?.Count, "user ids", train.UserCount, "users");
    }

    public static IEnumerable<string> Warnings(Dataset dataset)
    {
        var train = dataset.Train;
        if (train.DuplicateCount > 0)
        {
            yield return $"{train.DuplicateCount} training interactions occurred again and were dropped.";
        }

        var idleUsers = Enumerable.Range(0, train.UserCount).Count(user => train.ItemsOf(user).IsEmpty);
        if (idleUsers > 0)
        {
            yield return $"{idleUsers} users have no training item.";
        }

        var idleItems = train.ItemDegrees().Count(degree => degree == 0);
        if (idleItems > 0)
        {
            yield return $"{idleItems} items have no training user.";
        }

        foreach (var (name, part) in HeldOutParts(dataset))
        {
            if (part.Count == 0)
            {
                yield return $"The {name} part holds no interaction.";
            }

            if (part.DuplicateCount > 0)
            {
                yield return $"{part.DuplicateCount} {name} interactions occurred again and were dropped.";
            }

            if (CountCommon(train, part) is > 0 and var common)
            {
                yield return $"{common} {name} interactions are training interactions too.";
            }
        }

        if (dataset is { Validation: { } validation, Test: { } test } && CountCommon(validation, test) is > 0 and var shared)
        {
            yield return $"{shared} test interactions are validation interactions too.";
        }
    }

    private static IEnumerable<(string Name, Interactions Part)> HeldOutParts(Dataset dataset)
    {
        if (dataset.Validation is { } validation)
        {
            yield return ("validation", validation);
        }

        if (dataset.Test is { } test)
        {
            yield return ("test", test);
        }
    }

    private static int CountCommon(Interactions a, Interactions b)
    {
        var common = 0;
        for (var user = 0; user < a.UserCount; user++)
        {
            foreach (var item in b.ItemsOf(user))
            {
                common += a.Contains(user, item) ? 1 : 0;
            }
        }

        return common;
    }

    private static string? Mismatch(long? actual, string what, int expected, string kind) =>
        actual is { } count && count != expected ? $"There are {count} {what}, but the training part has {expected} {kind}." : null;

    private static string Shape(Interactions part) => $"{part.UserCount} users × {part.ItemCount} items";
}
