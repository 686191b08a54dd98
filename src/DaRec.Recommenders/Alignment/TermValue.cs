using System.Globalization;

namespace DaRec.Recommenders.Alignment;

/// <summary>A named part of a text method's loss, as a number.</summary>
public sealed record TermValue
{
    /// <summary>Name of the part, such as "global structure".</summary>
    public required string Name { get; init; }

    /// <summary>Value of the part before weights are applied.</summary>
    public required double Value { get; init; }

    /// <summary>Name and value, such as "total 0.0123".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Value:0.0000}");
}
