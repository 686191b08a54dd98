using DaRec.Data;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Encoders;

/// <summary>How data number and call their items or users.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Ids">Their ids, in order; null where the data have numbers alone.</param>
/// <param name="AreWritten">Whether the ids stand in a file of their own, so that everybody counts alike.</param>
/// <param name="MayGrow">Whether rows may follow that no interaction has: items, but where a matrix says how many there are.</param>
internal sealed record DataRows(int Count, IdMap? Ids, bool AreWritten, bool MayGrow)
{
    /// <summary>Of a folder's items or users; null without data.</summary>
    public static DataRows? Of(string name, Dataset? data, string? directory)
    {
        if (data is null)
        {
            return null;
        }

        var (count, ids) = name == "item" ? (data.ItemCount, data.ItemIds) : (data.UserCount, data.UserIds);
        var isMatrix = File.Exists(Path.Combine(directory!, "trn.npz"));
        return new DataRows(
            count, ids, ids is null || File.Exists(Path.Combine(directory!, $"{name}s.tsv")), MayGrow: name == "item" && !isMatrix);
    }
}
