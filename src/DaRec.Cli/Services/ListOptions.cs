using System.CommandLine;
using DaRec.Cli.Commands;
using DaRec.Serving;

namespace DaRec.Cli.Services;

/// <summary>The options that say how many items a list has, and which it may have.</summary>
internal sealed class ListOptions(CliContext context)
{
    private readonly Option<string> _top = new("--top", "--count") { HelpName = "N", Description = "Items to list, at least 1. [10]" };

    private readonly Option<string> _allowed = new("--allowed")
    {
        HelpName = "FILE|ID,…",
        Description = "The only items that may be listed: ids with commas between, or a file with an id a line. [all]",
    };

    private readonly Option<string> _blocked = new("--blocked")
    {
        HelpName = "FILE|ID,…",
        Description = "Items that are not listed, in the same form. [none]",
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_top, _allowed, _blocked];

    /// <summary>What was typed, as far as it can be read without an index.</summary>
    /// <exception cref="UsageException">A count below 1.</exception>
    public RecommendOptions Read(ParseResult parsed) => new()
    {
        Count = Arguments.Count(parsed.GetValue(_top) ?? "10", _top.Name),
        AllowedItems = parsed.GetValue(_allowed) is { } allowed ? IdList.Read(allowed, _allowed.Name) : null,
        BlockedItems = parsed.GetValue(_blocked) is { } blocked ? IdList.Read(blocked, _blocked.Name) : null,
    };

    /// <summary>Says which of the ids the index does not have.</summary>
    /// <exception cref="UsageException">It has none of those that are allowed.</exception>
    public void Check(RecommendOptions options, Recommender recommender)
    {
        foreach (var (option, ids) in new[] { (_allowed, options.AllowedItems), (_blocked, options.BlockedItems) })
        {
            string[] unknown = [.. (ids ?? []).Where(id => !recommender.TryGetItem(id, out _))];
            if (option == _allowed && ids is not null && unknown.Length == ids.Count)
            {
                throw new UsageException(
                    $"{option.Name}: none of the {ids.Count} ids is one of the {recommender.ItemCount} items, and no file has such a name: " +
                    $"{IdList.Names(unknown)}. Items have ids such as '{recommender.ItemId(0)}'.");
            }

            if (unknown.Length > 0)
            {
                context.Error.WriteLine(
                    $"warning: {option.Name}: {unknown.Length} of {ids!.Count} ids are not among the items and are passed over: " +
                    $"{IdList.Names(unknown)}.");
            }
        }
    }
}
