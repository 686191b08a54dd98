using DaRec.Data;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Importing;

/// <summary>What an import makes: parts with ids and texts, and counts of what it left out.</summary>
internal sealed class ImportedData
{
    public required InteractionLog Log { get; init; }

    /// <summary>The file of items; null where there was none.</summary>
    public required Catalogue? Items { get; init; }

    /// <summary>The file of users; null where there was none.</summary>
    public required Catalogue? Users { get; init; }

    /// <summary>Id of each user that is left.</summary>
    public required IdMap UserIds { get; init; }

    /// <summary>Id of each item that is left: those of interactions, then those with a text alone.</summary>
    public required IdMap ItemIds { get; init; }

    /// <summary>The parts.</summary>
    public required InteractionSplit Split { get; init; }

    /// <summary>Interactions that were left out after reading.</summary>
    public required Tally Dropped { get; init; }

    /// <summary>Users that --k-core or the split left out.</summary>
    public required int UsersLost { get; init; }

    /// <summary>Items without a text that --k-core or the split left out.</summary>
    public required int ItemsLost { get; init; }

    /// <summary>Users with too few items to hold any out.</summary>
    public required int UsersNotHeldOut { get; init; }
}
