using System.Buffers;
using System.Text;

namespace DaRec.Text.Tokenizing;

/// <summary>BERT's tokenizer: words and punctuation marks, cut greedily into the longest pieces that the vocabulary has.</summary>
/// <remarks>
/// Special tokens written out in a text are recognised as such, as Hugging Face's tokenizers do. Immutable, and safe to use from
/// several threads.
/// </remarks>
internal sealed class WordPieceTokenizer
{
    private readonly WordPieceModel _model;
    private readonly Dictionary<string, int> _firstPieces;
    private readonly Dictionary<string, int> _nextPieces; // without their prefix
    private readonly int _longestPiece;
    private readonly SearchValues<string>? _specialTokens;

    public WordPieceTokenizer(WordPieceModel model)
    {
        _model = model;
        _firstPieces = model.Vocabulary;
        _nextPieces = model.Vocabulary
            .Where(piece => piece.Key.StartsWith(model.ContinuationPrefix, StringComparison.Ordinal))
            .ToDictionary(piece => piece.Key[model.ContinuationPrefix.Length..], piece => piece.Value, StringComparer.Ordinal);
        _longestPiece = model.Vocabulary.Keys.Max(piece => piece.Length);
        _specialTokens = model.SpecialTokens.Count == 0
            ? null
            : SearchValues.Create([.. model.SpecialTokens.Keys], StringComparison.Ordinal);
    }

    /// <summary>What fills rows up to the longest of a batch.</summary>
    public int PaddingId => _model.PaddingId;

    /// <summary>Tokens that every row has, however short its text.</summary>
    public int FrameLength => _model.Before.Count + _model.After.Count;

    /// <summary>Numbers of the tokens, framed as the model wants it; of a longer text the first ones.</summary>
    /// <param name="text">Any text; of an empty one the frame remains.</param>
    /// <param name="maxTokens">The most tokens, frame included, at least <see cref="FrameLength"/>.</param>
    public int[] Encode(string text, int maxTokens)
    {
        var most = maxTokens - _model.After.Count;
        var ids = new List<int>(_model.Before);
        var rest = text.AsSpan();
        while (!rest.IsEmpty && ids.Count < most)
        {
            var start = _specialTokens is null ? -1 : rest.IndexOfAny(_specialTokens);
            AddWords((start < 0 ? rest : rest[..start]).ToString(), ids, most);
            if (start < 0)
            {
                break;
            }

            rest = rest[start..];
            var (token, id) = SpecialTokenAt(rest);
            ids.Add(id);
            rest = rest[token.Length..];
        }

        if (ids.Count > most)
        {
            ids.RemoveRange(most, ids.Count - most);
        }

        ids.AddRange(_model.After);
        return [.. ids];
    }

    private (string Token, int Id) SpecialTokenAt(ReadOnlySpan<char> text)
    {
        (string Token, int Id) longest = ("", 0);
        foreach (var (token, id) in _model.SpecialTokens)
        {
            if (token.Length > longest.Token.Length && text.StartsWith(token, StringComparison.Ordinal))
            {
                longest = (token, id);
            }
        }

        return longest;
    }

    private void AddWords(string text, List<int> ids, int most)
    {
        var normal = _model.Normalizer.Normalize(text);
        var start = 0;
        for (var i = 0; i <= normal.Length && ids.Count < most; i++)
        {
            var rune = new Rune(' ');
            if (i < normal.Length && Rune.DecodeFromUtf16(normal.AsSpan(i), out rune, out _) != OperationStatus.Done)
            {
                rune = Rune.ReplacementChar;
            }

            var isPunctuation = IsPunctuation(rune);
            if (isPunctuation || Rune.IsWhiteSpace(rune))
            {
                AddPieces(normal.AsSpan(start, i - start), ids);
                start = i + rune.Utf16SequenceLength;
                if (isPunctuation)
                {
                    AddPieces(normal.AsSpan(i, rune.Utf16SequenceLength), ids);
                }
            }

            i += rune.Utf16SequenceLength - 1;
        }
    }

    private void AddPieces(ReadOnlySpan<char> word, List<int> ids)
    {
        if (word.IsEmpty)
        {
            return;
        }

        var before = ids.Count;
        var pieces = _firstPieces.GetAlternateLookup<ReadOnlySpan<char>>();
        var isKnown = CountRunes(word) <= _model.MaxWordLength;
        while (isKnown && !word.IsEmpty)
        {
            var length = Math.Min(word.Length, _longestPiece);
            int id;
            while (!pieces.TryGetValue(word[..length], out id) && length > 0)
            {
                length--;
            }

            isKnown = length > 0;
            ids.Add(id);
            word = word[length..];
            pieces = _nextPieces.GetAlternateLookup<ReadOnlySpan<char>>();
        }

        if (!isKnown)
        {
            ids.RemoveRange(before, ids.Count - before);
            ids.Add(_model.UnknownId);
        }
    }

    private static int CountRunes(ReadOnlySpan<char> word)
    {
        var count = word.Length;
        foreach (var character in word)
        {
            count -= char.IsLowSurrogate(character) ? 1 : 0;
        }

        return count;
    }

    // Every ASCII sign counts, those that Unicode calls symbols too: $ + < = > ^ ` | ~.
    private static bool IsPunctuation(Rune rune) =>
        rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        || (!rune.IsAscii && Rune.IsPunctuation(rune));
}
