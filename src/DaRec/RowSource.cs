namespace DaRec;

/// <summary>The rows that a step's sample is drawn from.</summary>
public enum RowSource
{
    /// <summary>Items alone; users need no texts.</summary>
    Items,

    /// <summary>Users alone; items need no texts.</summary>
    Users,

    /// <summary>Users and items together, as in the paper.</summary>
    Both,
}
