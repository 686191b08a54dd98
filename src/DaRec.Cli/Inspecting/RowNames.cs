using System.Globalization;
using DaRec.Data;
using DaRec.Diagnostics.Explaining;

namespace DaRec.Cli.Inspecting;

/// <summary>How users or items are spoken of: by ids where the data have ids, by numbers otherwise, and by titles.</summary>
/// <param name="kind">User or item.</param>
/// <param name="count">How many there are.</param>
/// <param name="ids">Their ids; null for numbers.</param>
/// <param name="texts">Their texts; null for none.</param>
internal sealed class RowNames(string kind, int count, IdMap? ids, TextVocabulary? texts)
{
    /// <summary>The id, or the number.</summary>
    public string Id(int row) => ids?[row] ?? row.ToString(CultureInfo.InvariantCulture);

    /// <summary>The title, where there is one.</summary>
    public string? Title(int row) => texts?.TitleOf(row);

    /// <summary>The title, or else kind and id.</summary>
    public string Name(int row) => Title(row) ?? $"{kind} {Id(row)}";

    /// <summary>The name, cut where it is longer.</summary>
    public string Name(int row, int length)
    {
        var name = new StringInfo(Name(row));
        return name.LengthInTextElements <= length ? name.String : $"{name.SubstringByTextElements(0, length - 1).TrimEnd()}…";
    }

    /// <summary>The number of what was typed.</summary>
    /// <exception cref="UsageException">There is none such.</exception>
    public int Find(string typed, string option)
    {
        if (ids is not null)
        {
            return ids.TryGetNumber(typed, out var known)
                ? known
                : throw new UsageException($"{option} {typed}: there is no {kind} of this id among the {count}; ids look like {ids[0]}.");
        }

        return int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < count
            ? number
            : throw new UsageException($"{option} {typed}: expected a{(kind == "item" ? "n" : "")} {kind}'s number, 0 to {count - 1}.");
    }
}
