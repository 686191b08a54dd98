using DaRec.Tests.Testing;
using DaRec.Text.Tokenizing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Text.Tokenizing;

public sealed class WordPieceTokenizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WordPieceTokenizer _tokenizer;

    public WordPieceTokenizerTests()
    {
        _folder.Write("vocab.txt", string.Join('\n', SmallVocabulary.Pieces) + "\n");
        _tokenizer = TokenizerFiles.Open(_folder.Root);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\r\n\u00A0\u2003\u2028 ", "")]
    [InlineData("rock metals", "rock metal ##s")]
    [InlineData("CAFÉ Café cafe\u0301 cafe", "cafe cafe cafe cafe")]
    [InlineData("a\tb\nc\u00A0d\u3000e", "a b c d e")]
    [InlineData("ro\u0000ck me\u200Btal\u00AD da\uFFFDrk\u0007", "rock metal dark")] // NUL, zero width, soft hyphen, bell
    [InlineData("ro\uD800ck \uE000dark", "rock dark")] // half a surrogate pair, private use
    [InlineData("rock-metal, $5|!", "rock - metal , $ 5 | !")]
    [InlineData("rock–metal", "rock – metal")]
    [InlineData("rock中音metal", "rock 中 音 metal")]
    [InlineData("a中文", "a 中 [UNK]")]
    [InlineData("각 가", "\u1100 ##\u1161 ##\u11A8 \u1100 ##\u1161")]
    [InlineData("😀 😀😀 rock😀", "😀 [UNK] [UNK]")]
    [InlineData("quartz", "[UNK]")] // no q
    [InlineData("İ", "i")]
    [InlineData("m²", "m ##²")] // no symbol of ASCII, no punctuation: stays in the word
    [InlineData("darkwaves", "dark ##wave ##s")]
    [InlineData("[MASK]rock[SEP] [CLS", "[MASK] rock [SEP] [UNK] c ##l ##s")]
    [InlineData("[mask]", "[UNK] m ##a ##s ##k [UNK]")]
    public void Encode_SplitsAsBertDoes(string text, string expected)
    {
        var ids = _tokenizer.Encode(text, 64);

        Tokens(ids).Should().Equal(["[CLS]", .. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), "[SEP]"]);
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(101, 1)]
    public void Encode_KnowsWordsOfAtMost100Characters(int length, int expected) =>
        _tokenizer.Encode(new string('a', length), 512).Should().HaveCount(expected + 2);

    [Fact]
    public void Encode_CountsCharactersNotTheirUtf16Units()
    {
        var withEmoji = TokenizerOf(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "😀", "##😀"]);

        withEmoji.Encode(string.Concat(Enumerable.Repeat("😀", 100)), 512).Should().HaveCount(102);
        withEmoji.Encode(string.Concat(Enumerable.Repeat("😀", 101)), 512).Should().Equal(2, 1, 3);
    }

    [Theory]
    [InlineData(2, "")]
    [InlineData(3, "dark")]
    [InlineData(4, "dark ##wave")]
    [InlineData(5, "dark ##wave ##s")]
    [InlineData(6, "dark ##wave ##s rock")]
    [InlineData(7, "dark ##wave ##s rock")]
    public void Encode_KeepsTheFirstTokensAndTheFrame(int maxTokens, string expected) =>
        Tokens(_tokenizer.Encode("darkwaves rock", maxTokens)).Should().Equal(
            ["[CLS]", .. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), "[SEP]"]);

    [Fact]
    public void Encode_EqualsTheReference_OnRandomTexts()
    {
        var random = new Random(7);
        string[] pool =
        [
            .. "abcdefghijklmnoprstuwyzqABCDEFXYZ0159".Select(letter => letter.ToString()), .. NaiveWordPiece.Parts.Keys,
            .. NaiveWordPiece.Parts.Values, "cafe", "metal", "wave", "core", " ", " ", "  ", "\t", "\n", "\r", "\u00A0", "\u2009", "\u3000",
            "\u0000", "\u0001", "\u007F", "\u0085", "\u200B", "\u200D", "\uFEFF", "\uFFFD", "\uE001", "\uD800", "\uDC00",
            "中", "音", "楽", "\U00020001", "か", "😀", "👩‍🎤", "!", "$", "^", "`",
            "’", "«", "…", "–", "¿", "€", "²", "ß", "ẞ", "Σ", "ς", "ﬁ", "Ǆ", "ا", "ِ", "ก", "ำ", "नि", "\u0378",
        ];
        var reference = new NaiveWordPiece(SmallVocabulary.Pieces);

        for (var round = 0; round < 3000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(0, 40)).Select(_ => pool[random.Next(pool.Length)]));
            var maxTokens = random.Next(2, 30);

            var ids = _tokenizer.Encode(text, maxTokens);

            ids.Should().Equal(reference.Ids(text, maxTokens), "of {0}", string.Join(' ', text.Select(unit => $"{(int)unit:X4}")));
        }
    }

    [Fact]
    public void Encode_IsTheSame_FromManyThreads()
    {
        var texts = Enumerable.Range(0, 500).Select(i => $"dark wave {i} café").ToArray();
        var expected = texts.Select(text => _tokenizer.Encode(text, 32)).ToArray();
        var actual = new int[texts.Length][];

        Parallel.For(0, texts.Length, i => actual[i] = _tokenizer.Encode(texts[i], 32));

        actual.Zip(expected).Should().OnlyContain(pair => pair.First.SequenceEqual(pair.Second));
    }

    private static string[] Tokens(int[] ids) => [.. ids.Select(id => SmallVocabulary.Pieces[id])];

    private WordPieceTokenizer TokenizerOf(string[] vocabulary)
    {
        _folder.Write("vocab.txt", string.Join('\n', vocabulary));
        return TokenizerFiles.Open(_folder.Root);
    }
}
