using DaRec.Serving.FoldIn;

namespace DaRec.Serving.Files;

/// <summary>The components of this package by the kind that files name.</summary>
internal static class KnownComponents
{
    private static readonly Dictionary<string, Func<ComponentArrays, ITextProjection>> TextProjections = new()
    {
        [ItemTextProjection.KindName] = ItemTextProjection.Load,
        [LinearTextProjection.KindName] = LinearTextProjection.Load,
    };

    private static readonly Dictionary<string, Func<ComponentArrays, VectorTable, IUserFoldIn>> FoldIns = new()
    {
        [UserFoldIn.KindName] = UserFoldIn.Load,
    };

    /// <summary>A text projection; null for an unknown kind.</summary>
    public static ITextProjection? TextProjection(string kind, ComponentArrays arrays) =>
        TextProjections.TryGetValue(kind, out var read) ? read(arrays) : null;

    /// <summary>A fold-in over an index's items; null for an unknown kind.</summary>
    public static IUserFoldIn? FoldIn(string kind, ComponentArrays arrays, VectorTable items) =>
        FoldIns.TryGetValue(kind, out var read) ? read(arrays, items) : null;
}
