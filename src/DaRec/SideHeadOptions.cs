using DaRec.Internal;

namespace DaRec;

/// <summary>The shape of one side's head. Equal if all values are. Invalid values throw where they are set.</summary>
public sealed record SideHeadOptions
{
    /// <summary>
    /// How the shared part is formed. Residual and identity need rows as wide as <see cref="HeadOptions.Width"/>. Default MLP.
    /// </summary>
    public HeadShape Shape { get; init => field = Guard.Defined(value); } = HeadShape.Mlp;

    /// <summary>
    /// Widths of the hidden layers, each ≥ 1. Empty makes linear maps; null makes one layer, half as wide as input and output
    /// together. Default null.
    /// </summary>
    public IReadOnlyList<int>? HiddenWidths
    {
        get;
        init => field = value is null
            ? null
            : Array.AsReadOnly([.. value.Select(width => Guard.AtLeast(width, 1, nameof(HiddenWidths)))]);
    }

    /// <inheritdoc/>
    public bool Equals(SideHeadOptions? other) =>
        other is not null
        && Shape == other.Shape
        && (HiddenWidths, other.HiddenWidths) switch
        {
            (null, null) => true,
            ({ } own, { } others) => own.SequenceEqual(others),
            _ => false,
        };

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Shape);
        foreach (var width in HiddenWidths ?? [])
        {
            hash.Add(width);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{nameof(SideHeadOptions)} {{ {nameof(Shape)} = {Shape}, {nameof(HiddenWidths)} = "
        + $"{(HiddenWidths is null ? "null" : $"[{string.Join(", ", HiddenWidths)}]")} }}";
}
