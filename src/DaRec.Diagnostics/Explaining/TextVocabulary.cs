using System.Runtime.InteropServices;
using DaRec.Internal;

namespace DaRec.Diagnostics.Explaining;

/// <summary>The words of texts, and which of them tell some texts from the others.</summary>
/// <remarks>
/// Where most texts are lists, <c>title | tag, tag</c> or <c>tag, tag, tag</c>, a tag is kept whole and the title is left out; otherwise
/// words are runs of letters and digits. A word counts once a text. The most telling words are those with the highest log-odds against the
/// other texts in standard errors, with a prior of ten texts that are like all of them (Monroe, Colaresi and Quinn, 2008):
/// <code>z = (logit a − logit b) / √(1/a' + 1/b'),   a = a'/A,  a' = a_w + 10 p_w,  A = n_a + 10</code>
/// with a_w of the n_a texts having the word, b likewise of all other texts, and p_w the share of all texts. The same texts give the same
/// words.
/// </remarks>
public sealed class TextVocabulary
{
    private const double PriorTexts = 10;
    private const int FewestTexts = 2; // a word of one text tells of that text alone

    private readonly string?[] _texts;
    private readonly int[][] _words; // numbers of each text's words, distinct
    private readonly List<string> _names = [];
    private readonly List<int> _counts = []; // texts that have the word
    private readonly TextShape _shape;
    private readonly int _filled;

    /// <summary>Reads texts.</summary>
    /// <param name="texts">Element i is the text of row i; null or blank where it has none.</param>
    public TextVocabulary(IEnumerable<string?> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        _texts = [.. texts];
        _shape = TextShape.Of(_texts);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        _words = Array.ConvertAll(_texts, text => text is null ? [] : Number(_shape.Words(text), numbers));
        _filled = _words.Count(words => words.Length > 0);
    }

    /// <summary>Number of texts, blank ones included.</summary>
    public int Count => _texts.Length;

    /// <summary>Whether texts are lists whose tags are kept whole.</summary>
    public bool HasTags => _shape.HasTags;

    /// <summary>The title of a text: what stands before <c>|</c>, or else its beginning; null where there is no text.</summary>
    /// <param name="row">Number of the text.</param>
    public string? TitleOf(int row)
    {
        Guard.InRange(row, 0, Count - 1);
        return string.IsNullOrWhiteSpace(_texts[row]) ? null : _shape.Title(_texts[row]!);
    }

    /// <summary>The words of a text in its order, each once.</summary>
    /// <param name="row">Number of the text.</param>
    public IReadOnlyList<string> WordsOf(int row)
    {
        Guard.InRange(row, 0, Count - 1);
        return [.. _words[row].Select(word => _names[word])];
    }

    /// <summary>The words that tell some texts from all others, most telling first; ties in the order of their characters.</summary>
    /// <param name="rows">Numbers of the texts, distinct.</param>
    /// <param name="count">How many words, ≥ 1; fewer where fewer are more frequent than elsewhere.</param>
    public IReadOnlyList<TellingWord> MostTelling(IEnumerable<int> rows, int count)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Guard.AtLeast(count, 1);
        var (inside, texts) = (new Dictionary<int, int>(), 0);
        foreach (var row in rows)
        {
            Guard.InRange(row, 0, Count - 1, nameof(rows));
            texts += _words[row].Length > 0 ? 1 : 0;
            foreach (var word in _words[row])
            {
                CollectionsMarshal.GetValueRefOrAddDefault(inside, word, out _)++;
            }
        }

        return
        [
            .. inside.Where(word => word.Value >= Math.Min(FewestTexts, texts))
                .Select(word => Telling(word.Key, word.Value, texts))
                .Where(word => word.Score > 0)
                .OrderByDescending(word => word.Score).ThenBy(word => word.Word, StringComparer.Ordinal)
                .Take(count),
        ];
    }

    private TellingWord Telling(int word, int inside, int texts)
    {
        var prior = PriorTexts * (_counts[word] + 0.5) / (_filled + 1);
        var (own, others, rest) = (inside + prior, _counts[word] - inside + prior, _filled - texts);
        var difference = LogOdds(own, texts + PriorTexts) - LogOdds(others, rest + PriorTexts);
        return new TellingWord
        {
            Word = _names[word],
            Score = difference / Math.Sqrt((1 / own) + (1 / others)),
            Share = (double)inside / texts,
            ShareElsewhere = rest == 0 ? 0 : (double)(_counts[word] - inside) / rest,
        };
    }

    private static double LogOdds(double count, double of) => Math.Log(count / (of - count));

    private int[] Number(IEnumerable<string> words, Dictionary<string, int> numbers)
    {
        List<int> own = [];
        foreach (var word in words)
        {
            if (!numbers.TryGetValue(word, out var number))
            {
                numbers[word] = number = _names.Count;
                _names.Add(word);
                _counts.Add(0);
            }

            if (!own.Contains(number))
            {
                own.Add(number);
                _counts[number]++;
            }
        }

        return [.. own];
    }
}
