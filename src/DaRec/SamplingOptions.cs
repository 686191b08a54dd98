using DaRec.Internal;

namespace DaRec;

/// <summary>The rows that the terms of one step compare. Invalid values throw where they are set.</summary>
public sealed record SamplingOptions
{
    /// <summary>
    /// N̂, the number of rows drawn a step, ≥ 2. Null, and any number beyond the table, takes every row. Default 512.
    /// </summary>
    public long? Size
    {
        get;
        init => field = Guard.AtLeast(value, 2);
    } = 512;

    /// <summary>
    /// The side that rows are drawn from. Null draws items if items have texts, otherwise users. Default null.
    /// </summary>
    public RowSource? From
    {
        get;
        init => field = Guard.Defined(value);
    }
}
