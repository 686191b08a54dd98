using System.Globalization;
using System.Text;

namespace DaRec.Text.Tokenizing;

/// <summary>How BERT's tokenizers write a text before they split it: without control characters, in one case, without accents.</summary>
/// <remarks>
/// Character by character, in this order: control, format and private-use characters go and every kind of white space becomes a
/// space (<see cref="CleanText"/>); Chinese characters get spaces around them; accents go; letters become lower case.
/// </remarks>
internal sealed record BertNormalizer
{
    private const int CapitalIWithDot = 0x130;

    public bool CleanText { get; init; } = true;

    public bool SplitChinese { get; init; } = true;

    public bool LowerCase { get; init; } = true;

    public bool StripAccents { get; init; } = true;

    public string Normalize(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        Action<Rune> appendPart = part =>
        {
            if (Rune.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark)
            {
                AppendLetter(part, result);
            }
        };

        foreach (var rune in text.EnumerateRunes())
        {
            if (CleanText && IsControl(rune))
            {
                continue;
            }

            var isChinese = SplitChinese && IsChinese(rune.Value);
            if (isChinese)
            {
                result.Append(' ');
            }

            if (CleanText && Rune.IsWhiteSpace(rune))
            {
                result.Append(' ');
            }
            else if (StripAccents && !rune.IsAscii)
            {
                CanonicalDecomposition.ForEachPart(rune, appendPart);
            }
            else
            {
                AppendLetter(rune, result);
            }

            if (isChinese)
            {
                result.Append(' ');
            }
        }

        return result.ToString();
    }

    // What is not valid UTF-16 arrives as the replacement character, and goes.
    private static bool IsControl(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' => false,
        0 or 0xFFFD => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse,
    };

    // The ranges of Hugging Face's tokenizers, which begin extension E at 2B920 rather than at 2B820.
    private static bool IsChinese(int value) => value is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B920 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);

    private void AppendLetter(Rune rune, StringBuilder result)
    {
        if (!LowerCase)
        {
            Append(rune, result);
        }
        else if (rune.Value == CapitalIWithDot) // the one letter whose lower case is two characters
        {
            result.Append("i\u0307");
        }
        else
        {
            Append(Rune.ToLowerInvariant(rune), result);
        }
    }

    private static void Append(Rune rune, StringBuilder result)
    {
        Span<char> characters = stackalloc char[2];
        result.Append(characters[..rune.EncodeToUtf16(characters)]);
    }
}
