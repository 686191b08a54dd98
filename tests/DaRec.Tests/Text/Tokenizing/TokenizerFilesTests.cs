using System.Text.Json.Nodes;
using DaRec.Tests.Testing;
using DaRec.Tests.Text.Onnx;
using DaRec.Text.Tokenizing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Text.Tokenizing;

public sealed class TokenizerFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_ReadsBothFormsAlike()
    {
        using var other = new TemporaryFolder();
        _folder.Write("tokenizer.json", TokenizerJson.Create());
        other.Write("vocab.txt", string.Join("\r\n", SmallVocabulary.Pieces));

        var (json, lines) = (TokenizerFiles.Open(_folder.Root), TokenizerFiles.Open(other.Root));

        foreach (var text in new[] { "Café 中音 rock-metal", "[MASK]", new string('a', 101), "" })
        {
            json.Encode(text, 64).Should().Equal(lines.Encode(text, 64));
        }
    }

    [Fact]
    public void Open_TakesTheFrameOfOtherModels()
    {
        // As RoBERTa and MPNet write it.
        _folder.Write("tokenizer.json", TokenizerJson.Create(json =>
            json["post_processor"] = JsonNode.Parse("""{"type": "RobertaProcessing", "sep": ["[MASK]", 4], "cls": ["[PAD]", 0]}""")));

        TokenizerFiles.Open(_folder.Root).Encode("", 8).Should().Equal(0, 4);
    }

    [Theory]
    [InlineData("""{"do_lower_case": false}""", "[UNK]")] // no capitals in the vocabulary
    [InlineData("""{"do_lower_case": true}""", "cafe")]
    [InlineData("""{"do_lower_case": true, "strip_accents": false}""", "[UNK]")]
    [InlineData("{}", "cafe")]
    public void Settings_DecideOnCaseAndAccents(string settings, string expected)
    {
        _folder.Write("tokenizer_config.json", settings);
        _folder.Write("tokenizer.json", TokenizerJson.Create());
        using var other = new TemporaryFolder();
        other.Write("tokenizer_config.json", settings);
        other.Write("vocab.txt", string.Join('\n', SmallVocabulary.Pieces));

        TokenizerFiles.Open(_folder.Root).Encode("CAFÉ", 8)[1].Should().Be(SmallVocabulary.Pieces.ToList().IndexOf(expected));
        TokenizerFiles.Open(other.Root).Encode("CAFÉ", 8)[1].Should().Be(SmallVocabulary.Pieces.ToList().IndexOf(expected));
    }

    [Fact]
    public void Settings_MayLeaveChineseTogether()
    {
        _folder.Write("tokenizer_config.json", """{"tokenize_chinese_chars": false}""");
        _folder.Write("tokenizer.json", TokenizerJson.Create());

        TokenizerFiles.Open(_folder.Root).Encode("中音", 8).Should().Equal(2, 1, 3);
    }

    [Theory]
    [InlineData("model", """{"type": "Unigram"}""", "*of type WordPiece, got Unigram; supported are*")]
    [InlineData("model", """{"type": "BPE"}""", "*of type WordPiece, got BPE*")]
    [InlineData("model", """{"type": "WordPiece"}""", "*model.vocab*")]
    [InlineData("model", """{"type": "WordPiece", "vocab": {"a": 0}}""", "*'[UNK]' in the vocabulary; it is none of its 1 pieces*")]
    [InlineData("normalizer", """{"type": "Precompiled"}""", "*BertNormalizer as normalizer, got Precompiled*")]
    [InlineData("normalizer", """{"type": "BertNormalizer", "lowercase": "yes"}""", "*true or false at normalizer.lowercase; got \"yes\"*")]
    [InlineData("pre_tokenizer", """{"type": "Metaspace"}""", "*BertPreTokenizer as pre_tokenizer, got Metaspace*")]
    [InlineData("post_processor", """{"type": "ByteLevel"}""", "*as post_processor, got ByteLevel*")]
    [InlineData("added_tokens", """[{"id": 9, "content": "new", "normalized": true}]""", "*'new' is to be found in normalized text*")]
    public void Open_SaysWhatIsNotSupported(string part, string value, string message)
    {
        _folder.Write("tokenizer.json", TokenizerJson.Create(json =>
        {
            json["added_tokens"] = new JsonArray();
            json[part] = JsonNode.Parse(value);
        }));

        var open = () => TokenizerFiles.Open(_folder.Root);

        open.Should().Throw<InvalidDataException>().WithMessage("*tokenizer.json*").WithMessage(message);
    }

    [Theory]
    [InlineData("added_tokens", """[{"id": 9}]""", "*expected content and id of each of added_tokens.")]
    [InlineData("added_tokens", """[{"content": "new"}]""", "*expected content and id of each of added_tokens.")]
    [InlineData("added_tokens", """[{"content": "new", "id": 1.5}]""", "*expected the number of a token, 0, 1, 2, …, at id; got 1.5.")]
    [InlineData("added_tokens", """[{"content": "new", "id": -1}]""", "*expected the number of a token*at id; got -1.")]
    [InlineData("added_tokens", """[{"content": "", "id": 9}]""", "*expected a token at content, got an empty string.")]
    [InlineData("added_tokens", """[3]""", "*expected content and id of each of added_tokens.")]
    [InlineData("added_tokens", "{}", "*expected an array at added_tokens; got {}.")]
    [InlineData("model", """{"type": "WordPiece", "vocab": {"a": "b"}}""", "*expected the number of a token*got \"b\".")]
    [InlineData("model", """{"type": "WordPiece", "vocab": {"a": null}}""", "*expected a number for 'a' at model.vocab, got null.")]
    [InlineData("model", """{"type": "WordPiece", "vocab": []}""", "*expected an object at model.vocab; got [].")]
    [InlineData("post_processor", """{"type": "BertProcessing", "cls": ["a", "b"], "sep": ["c", 1]}""", "*number of a token*got \"b\".")]
    [InlineData("post_processor", """{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": 3}}]}""", "*expected a string at *")]
    public void Open_ThrowsInvalidData_ForValuesOfAnotherKind(string part, string value, string message)
    {
        _folder.Write("tokenizer.json", TokenizerJson.Create(json => json[part] = JsonNode.Parse(value)));

        var open = () => TokenizerFiles.Open(_folder.Root);

        open.Should().Throw<InvalidDataException>().WithMessage("*tokenizer.json*").WithMessage(message);
    }

    [Theory]
    [InlineData("[]", "*tokenizer.json: expected an object; got [].")]
    [InlineData("""{"model": {"vocab": {"\ud800": 1}}}""", "*tokenizer.json: expected text in Unicode, got half a character*")]
    [InlineData("""{"model": {"vocab": {"a": 1, "a": 2}}}""", "*tokenizer.json, line 1: expected JSON; *")]
    public void Open_ThrowsInvalidData_ForAnotherFile(string content, string message)
    {
        _folder.Write("tokenizer.json", content);

        var open = () => TokenizerFiles.Open(_folder.Root);

        open.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Open_ThrowsInvalidData_ForAnEmptyTokenOfAVocabulary()
    {
        _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n\na\n");
        _folder.Write("special_tokens_map.json", """{"mask_token": ""}""");

        var open = () => TokenizerFiles.Open(_folder.Root);

        open.Should().Throw<InvalidDataException>().WithMessage("*special_tokens_map.json: expected a token at mask_token, got an empty*");
    }

    [Fact]
    public void Open_NamesTheLine_OfAPieceThatOccurredBefore()
    {
        _folder.Write("vocab.txt", "[PAD]\n[UNK]\na\na\n");

        var open = () => TokenizerFiles.Open(_folder.Root);

        open.Should().Throw<InvalidDataException>().WithMessage("*vocab.txt, line 4: 'a' occurred before*");
    }
}
