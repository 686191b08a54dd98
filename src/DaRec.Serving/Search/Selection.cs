using DaRec.Internal;

namespace DaRec.Serving.Search;

/// <summary>The best items of one query, out of scores that come part by part in ascending order of items.</summary>
internal sealed class Selection
{
    // A long list is kept unsorted and cut now and then: inserting into it would take the square of its length.
    private const int SortedLength = 256;

    private readonly int[] _excluded; // ascending
    private readonly Predicate<int>? _where;
    private readonly float[] _scores;
    private readonly int[] _items;
    private readonly int _length;
    private int _count;
    private int _excludedAt;
    private float _threshold = float.NegativeInfinity; // of a long list: what the next item has to exceed

    /// <summary>Begins a selection.</summary>
    /// <param name="length">How many items, ≥ 1.</param>
    /// <param name="excluded">Numbers that are left out, ascending.</param>
    /// <param name="where">Which others may be selected; null for all.</param>
    public Selection(int length, int[] excluded, Predicate<int>? where)
    {
        (_length, _excluded, _where) = (length, excluded, where);
        var room = IsShort ? length : 2 * (long)length;
        (_scores, _items) = (new float[room], new int[room]);
    }

    /// <summary>Number of items so far, at most as many as asked for.</summary>
    public int Count => Math.Min(_count, _length);

    private bool IsShort => _length <= SortedLength;

    /// <summary>Takes the scores of items first, first + 1, …; they are overwritten.</summary>
    public void Offer(Span<float> scores, int first)
    {
        Exclude(scores, first);
        if (_where is not null)
        {
            AskFor(scores, first);
        }

        if (IsShort)
        {
            _count = TopItems.Select<float>(scores, first, _scores, _items, _count);
            return;
        }

        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > _threshold)
            {
                (_scores[_count], _items[_count++]) = (scores[i], first + i);
                if (_count == _scores.Length)
                {
                    Cut();
                }
            }
        }
    }

    /// <summary>The items, best first; of items with one score the lower number comes first.</summary>
    public (ReadOnlyMemory<int> Items, ReadOnlyMemory<float> Scores) Finish(float minimum)
    {
        if (!IsShort)
        {
            Cut();
        }

        var count = _count;
        while (count > 0 && _scores[count - 1] < minimum)
        {
            count--;
        }

        return (_items.AsMemory(0, count), _scores.AsMemory(0, count));
    }

    private void Exclude(Span<float> scores, int first)
    {
        while (_excludedAt < _excluded.Length && _excluded[_excludedAt] < first)
        {
            _excludedAt++;
        }

        for (; _excludedAt < _excluded.Length && _excluded[_excludedAt] - first < scores.Length; _excludedAt++)
        {
            scores[_excluded[_excludedAt] - first] = float.NegativeInfinity;
        }
    }

    private void AskFor(Span<float> scores, int first)
    {
        var threshold = !IsShort ? _threshold : _count < _length ? float.NegativeInfinity : _scores[_length - 1];
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > threshold && !_where!(first + i))
            {
                scores[i] = float.NegativeInfinity;
            }
        }
    }

    private void Cut()
    {
        // Items ascend among those of one score: the key has the number behind the score.
        var keys = new (float Score, int Item)[_count];
        for (var i = 0; i < _count; i++)
        {
            keys[i] = (-_scores[i], _items[i]);
        }

        Array.Sort(keys);
        _count = Math.Min(_count, _length);
        for (var i = 0; i < _count; i++)
        {
            (_scores[i], _items[i]) = (-keys[i].Score, keys[i].Item);
        }

        _threshold = _count < _length ? float.NegativeInfinity : _scores[_length - 1];
    }
}
