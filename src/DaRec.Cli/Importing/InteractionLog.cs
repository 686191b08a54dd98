using DaRec.Data;

namespace DaRec.Cli.Importing;

/// <summary>The interactions of a file that count, in its order.</summary>
internal sealed class InteractionLog
{
    public required IdMap UserIds { get; init; }

    public required IdMap ItemIds { get; init; }

    /// <summary>User of each.</summary>
    public required IReadOnlyCollection<int> Users { get; init; }

    /// <summary>Item of each.</summary>
    public required IReadOnlyCollection<int> Items { get; init; }

    /// <summary>Time of each; zeros where the split needs none.</summary>
    public required IReadOnlyCollection<double> Times { get; init; }

    /// <summary>Lines that were read.</summary>
    public required long LineCount { get; init; }

    /// <summary>What was left out.</summary>
    public required Tally Dropped { get; init; }

    /// <summary>Name of the item's column; null without a header.</summary>
    public required string? ItemColumn { get; init; }

    /// <summary>Name of the user's column; null without a header.</summary>
    public required string? UserColumn { get; init; }

    /// <summary>Sentences about the columns.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
