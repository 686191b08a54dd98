using System.Globalization;
using System.Text;

namespace DaRec.Tests.Text.Tokenizing;

/// <summary>BERT's tokenizer for lower case, pass after pass over whole strings, to compare with.</summary>
/// <remarks>It knows what a character is made of only for those below; nothing here is shared with the library.</remarks>
internal sealed class NaiveWordPiece(IReadOnlyList<string> vocabulary)
{
    /// <summary>Characters with what they are made of.</summary>
    public static readonly IReadOnlyDictionary<string, string> Parts = new Dictionary<string, string>
    {
        ["é"] = "e\u0301",
        ["É"] = "E\u0301",
        ["ü"] = "u\u0308",
        ["Ü"] = "U\u0308",
        ["ç"] = "c\u0327",
        ["ñ"] = "n\u0303",
        ["Å"] = "A\u030A",
        ["\u01D6"] = "u\u0308\u0304",
        ["ắ"] = "a\u0306\u0301",
        ["İ"] = "I\u0307",
        ["ά"] = "α\u0301",
        ["й"] = "и\u0306",
        ["각"] = "\u1100\u1161\u11A8",
        ["가"] = "\u1100\u1161",
        ["が"] = "か\u3099",
        ["\u212B"] = "A\u030A",
        ["\u00C7"] = "C\u0327",
        ["\U0001D15E"] = "\U0001D157\U0001D165",
    };

    public List<string> Tokenize(string text)
    {
        var clean = Map(text, rune => rune.Value is 0 or 0xFFFD || IsControl(rune) ? "" : Rune.IsWhiteSpace(rune) ? " " : rune.ToString());
        var spaced = Map(clean, rune => IsChinese(rune) ? $" {rune} " : rune.ToString());
        var apart = Map(spaced, rune => Parts.GetValueOrDefault(rune.ToString(), rune.ToString()));
        var bare = Map(apart, rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark ? "" : rune.ToString());
        var lower = Map(bare, rune => Rune.ToLowerInvariant(rune).ToString());
        var split = Map(lower, rune => IsPunctuation(rune) ? $" {rune} " : rune.ToString());
        return [.. split.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Pieces)];
    }

    public int[] Ids(string text, int maxTokens) =>
    [
        Number("[CLS]"), .. Tokenize(text).Take(maxTokens - 2).Select(Number), Number("[SEP]"),
    ];

    private int Number(string token) => vocabulary.ToList().IndexOf(token);

    private IEnumerable<string> Pieces(string word)
    {
        var runes = word.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        var pieces = new List<string>();
        for (int start = 0, end; start < runes.Length; start = end)
        {
            for (end = runes.Length; end > start && !vocabulary.Contains(Piece(start, end)); end--)
            {
            }

            if (end == start)
            {
                return ["[UNK]"];
            }

            pieces.Add(Piece(start, end));
        }

        return runes.Length > 100 ? ["[UNK]"] : pieces;

        string Piece(int start, int end) => (start > 0 ? "##" : "") + string.Concat(runes[start..end]);
    }

    private static string Map(string text, Func<Rune, string> map) => string.Concat(text.EnumerateRunes().Select(map));

    private static bool IsControl(Rune rune) =>
        "\t\n\r".EnumerateRunes().All(other => other != rune)
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse;

    private static bool IsChinese(Rune rune)
    {
        (int First, int Last)[] blocks =
        [
            (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF),
            (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
        ];
        return blocks.Any(block => rune.Value >= block.First && rune.Value <= block.Last);
    }

    private static bool IsPunctuation(Rune rune) =>
        "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".Contains(rune.ToString(), StringComparison.Ordinal) || Rune.IsPunctuation(rune);
}
