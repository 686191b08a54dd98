using DaRec.Data;
using DaRec.Recommenders.Rankers;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Evaluation;

/// <summary>Some of the items, numbered anew in the same order, so that ties between them stay as they are.</summary>
internal sealed class CandidateItems
{
    private readonly int[] _items; // ascending
    private readonly int[] _numbers; // of each item among them; −1 where it is none of them

    /// <summary>Numbers them.</summary>
    /// <param name="isCandidate">Element i says whether item i is among them.</param>
    public CandidateItems(IReadOnlyList<bool> isCandidate)
    {
        _items = [.. Enumerable.Range(0, isCandidate.Count).Where(item => isCandidate[item])];
        _numbers = new int[isCandidate.Count];
        Array.Fill(_numbers, -1);
        foreach (var (number, item) in _items.Index())
        {
            _numbers[item] = number;
        }
    }

    /// <summary>The interactions with these items.</summary>
    public Interactions Of(Interactions whole)
    {
        var offsets = new long[whole.UserCount + 1];
        for (var user = 0; user < whole.UserCount; user++)
        {
            var kept = 0;
            foreach (var item in whole.ItemsOf(user))
            {
                kept += _numbers[item] >= 0 ? 1 : 0;
            }

            offsets[user + 1] = offsets[user] + kept;
        }

        var rows = RowParts.Allocate(offsets, whole.LongestPart);
        for (var user = 0; user < whole.UserCount; user++)
        {
            var own = rows.Row(user);
            var next = 0;
            foreach (var item in whole.ItemsOf(user))
            {
                if (_numbers[item] >= 0)
                {
                    own[next++] = _numbers[item]; // in the same order
                }
            }
        }

        return Interactions.FromRows(_items.Length, rows);
    }

    /// <summary>These items' rows of a table, a new tensor of shape (count, d).</summary>
    /// <param name="items">Shape (n_i, d).</param>
    public Tensor Of(Tensor items) => items.detach().index_select(0, tensor(_items, dtype: ScalarType.Int64, device: items.device));

    /// <summary>These items' scores, which leave the whole alone when they are disposed.</summary>
    /// <param name="scores">Of all items.</param>
    public IItemScores Of(IItemScores scores) => new CandidateScores(scores, _items);
}
