using DaRec.Data;

namespace DaRec.Cli.Importing;

/// <summary>What an import was asked for.</summary>
internal sealed record ImportSettings
{
    /// <summary>The file of interactions.</summary>
    public required string Interactions { get; init; }

    /// <summary>The file of items; null for none.</summary>
    public string? Items { get; init; }

    /// <summary>The file of users; null for none.</summary>
    public string? Users { get; init; }

    /// <summary>The columns of the interactions.</summary>
    public required ColumnChoice Columns { get; init; }

    /// <summary>The column of an item's id in its file; null finds it.</summary>
    public string? IdColumn { get; init; }

    /// <summary>The column of an item's title; null finds it.</summary>
    public string? TitleColumn { get; init; }

    /// <summary>The columns that make an item's text; null finds them.</summary>
    public IReadOnlyList<string>? TextColumns { get; init; }

    /// <summary>Whether the first line of the interactions names the columns; null detects it.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>The smallest rating of a line that counts; null for no rating.</summary>
    public double? MinRating { get; init; }

    /// <summary>The fewest interactions that a user or an item may have.</summary>
    public int KCore { get; init; } = 1;

    /// <summary>How to divide.</summary>
    public SplitKind Split { get; init; }

    /// <summary>The share for validation; of the warm interactions for <see cref="SplitKind.ColdItems"/>.</summary>
    public double Validation { get; init; }

    /// <summary>The share for test.</summary>
    public double Test { get; init; }

    /// <summary>The share of items that are cold.</summary>
    public double Cold { get; init; }

    /// <summary>Of the random choice.</summary>
    public int Seed { get; init; }

    /// <summary>Whether the split depends on times.</summary>
    public bool NeedsTime => Split is SplitKind.Time or SplitKind.LeaveLastOut;
}
