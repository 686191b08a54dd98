using DaRec.Data;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Importing;

/// <summary>From files to parts: reads, drops what does not count, divides, and numbers what is left.</summary>
internal static class Importer
{
    /// <exception cref="UsageException">Columns that are not there, or nothing left.</exception>
    /// <exception cref="InvalidDataException">A malformed file.</exception>
    public static ImportedData Import(ImportSettings settings, CancellationToken cancellation)
    {
        var log = new InteractionLogReader(settings, cancellation).Read();
        var items = settings.Items is { } itemFile ? ReadItems(itemFile, settings, log, cancellation) : null;
        var users = settings.Users is { } userFile ? ReadUsers(userFile, settings, log, cancellation) : null;
        var dropped = new Tally();
        var whole = TimedInteractions.FromPairs(
            [.. log.Users], [.. log.Items], [.. log.Times], log.UserIds.Count, log.ItemIds.Count);
        dropped.Add("of a user and item that occurred before", whole.DuplicateCount);
        var dense = Dense(whole, settings.KCore);
        dropped.Add($"in --k-core {settings.KCore} of users or items with fewer", whole.Count - dense.Count);
        cancellation.ThrowIfCancellationRequested();
        EnsureSome(settings, log, dense.Count, dropped);
        var split = Divide(dense, settings);
        var known = WithTrainedUsers(split);
        dropped.Add("held out, of users without a training interaction", dense.Count - CountOf(known));
        return Number(log, (items, users), known, dropped);
    }

    private static Catalogue ReadItems(string path, ImportSettings settings, InteractionLog log, CancellationToken cancellation)
    {
        var chosen = new CatalogueColumns.Choice(
            settings.IdColumn, settings.TitleColumn, settings.TextColumns, "--id-column", "--text-columns");
        var items = CatalogueReader.Read(path, [log.ItemColumn, "id", .. InteractionColumns.KnownItems, "number", "key"], chosen, cancellation);
        EnsureMatch(path, items, settings.Interactions, log.ItemIds, "--id-column or --item-column");
        return items;
    }

    private static Catalogue ReadUsers(string path, ImportSettings settings, InteractionLog log, CancellationToken cancellation)
    {
        var chosen = new CatalogueColumns.Choice(null, null, null, "a usual name, user_id for one", "a usual name, text for one");
        var users = CatalogueReader.Read(path, [log.UserColumn, "id", .. InteractionColumns.KnownUsers, "number", "key"], chosen, cancellation);
        EnsureMatch(path, users, settings.Interactions, log.UserIds, "--user-column");
        return users;
    }

    private static void EnsureMatch(string path, Catalogue catalogue, string interactions, IdMap ids, string remedy)
    {
        if (ids.Count > 0 && !catalogue.Ids.Ids.Any(id => ids.TryGetNumber(id, out _)))
        {
            var there = catalogue.Ids.Count == 0 ? "none" : $"such as '{catalogue.Ids[0]}'";
            throw new UsageException(
                $"{path}: no id is one of {interactions}, whose ids are such as '{ids[0]}'; here they are {there}. Choose with {remedy}.");
        }
    }

    private static TimedInteractions Dense(TimedInteractions whole, int k)
    {
        if (k <= 1)
        {
            return whole; // whoever is there has one
        }

        var (hasUser, hasItem) = KCore.Find(whole.ToInteractions(), k);
        return whole.Where(hasUser, hasItem);
    }

    private static void EnsureSome(ImportSettings settings, InteractionLog log, long count, Tally dropped)
    {
        if (count == 0)
        {
            string[] reasons = [.. new[] { log.Dropped.Text, dropped.Text }.OfType<string>()];
            throw new UsageException(
                $"{settings.Interactions}: no interaction is left of {log.LineCount}" +
                $"{(reasons.Length == 0 ? "" : $": {string.Join(", ", reasons)} were dropped")}.");
        }
    }

    private static InteractionSplit Divide(TimedInteractions interactions, ImportSettings settings) => settings.Split switch
    {
        SplitKind.Time => TimeSplitter.Split(interactions, settings.Validation, settings.Test),
        SplitKind.LeaveLastOut => LeaveLastOutSplitter.Split(interactions),
        SplitKind.ColdItems => ColdItemSplitter.Split(
            interactions.ToInteractions(), settings.Cold, settings.Validation, settings.Test, settings.Seed),
        _ => InteractionSplitter.Split(interactions.ToInteractions(), settings.Validation, settings.Test, settings.Seed),
    };

    /// <summary>Held-out interactions of users whom training does not know measure nothing.</summary>
    private static InteractionSplit WithTrainedUsers(InteractionSplit split)
    {
        return new InteractionSplit { Train = split.Train, Validation = Trained(split.Validation), Test = Trained(split.Test) };

        Interactions Trained(Interactions part)
        {
            var pairs = new PairList();
            for (var user = 0; user < part.UserCount; user++)
            {
                pairs.Add(user, split.Train.ItemsOf(user).IsEmpty ? [] : part.ItemsOf(user));
            }

            return pairs.Build(part.UserCount, part.ItemCount);
        }
    }

    private static ImportedData Number(
        InteractionLog log, (Catalogue? Items, Catalogue? Users) catalogues, InteractionSplit split, Tally dropped)
    {
        Interactions[] parts = [split.Train, split.Validation, split.Test];
        var (userIds, itemIds) = (new IdMap(), new IdMap());
        var users = Numbers(userIds, log.UserIds, user => !split.Train.ItemsOf(user).IsEmpty);
        var degrees = parts.Select(part => part.ItemDegrees()).ToArray();
        var items = Numbers(itemIds, log.ItemIds, item => degrees.Any(degree => degree[item] > 0));
        foreach (var id in catalogues.Items?.Ids.Ids ?? [])
        {
            itemIds.GetOrAdd(id);
        }

        return new ImportedData
        {
            Log = log,
            Items = catalogues.Items,
            Users = catalogues.Users,
            UserIds = userIds,
            ItemIds = itemIds,
            Split = new InteractionSplit { Train = Part(parts[0]), Validation = Part(parts[1]), Test = Part(parts[2]) },
            Dropped = dropped,
            UsersLost = log.UserIds.Count - userIds.Count,
            ItemsLost = log.ItemIds.Ids.Count(id => !itemIds.TryGetNumber(id, out _)),
            UsersNotHeldOut = Enumerable.Range(0, log.UserIds.Count).Count(user =>
                !parts[0].ItemsOf(user).IsEmpty && parts[1].ItemsOf(user).IsEmpty && parts[2].ItemsOf(user).IsEmpty),
        };

        Interactions Part(Interactions part)
        {
            var pairs = new PairList();
            for (var user = 0; user < part.UserCount; user++)
            {
                foreach (var item in part.ItemsOf(user))
                {
                    pairs.Add(users[user], items[item]);
                }
            }

            return pairs.Build(userIds.Count, itemIds.Count);
        }
    }

    /// <summary>Numbers those that stay, in their order.</summary>
    private static int[] Numbers(IdMap kept, IdMap all, Predicate<int> stays)
    {
        var numbers = new int[all.Count];
        for (var number = 0; number < numbers.Length; number++)
        {
            numbers[number] = stays(number) ? kept.GetOrAdd(all[number]) : -1;
        }

        return numbers;
    }

    private static long CountOf(InteractionSplit split) => split.Train.Count + split.Validation.Count + split.Test.Count;
}
