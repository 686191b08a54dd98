using System.Text;
using DaRec.Text.Onnx;

namespace DaRec.Text.Tokenizing;

/// <summary>Reads a tokenizer from a model's folder: <c>tokenizer.json</c>, or <c>vocab.txt</c> with its settings beside it.</summary>
internal static class TokenizerFiles
{
    private const string Supported =
        "supported are WordPiece tokenizers with BERT's normalizer (BERT, MiniLM, MPNet, E5, BGE and GTE in English)";

    private static readonly string[] SpecialTokens = ["unk", "pad", "cls", "sep", "mask"];

    /// <exception cref="FileNotFoundException">Neither file is there.</exception>
    /// <exception cref="InvalidDataException">A tokenizer of another kind, or a broken file; the message says what was found.</exception>
    public static WordPieceTokenizer Open(string folder)
    {
        var settings = ModelJson.Open(folder, "tokenizer_config.json");
        var model = ModelJson.Open(folder, "tokenizer.json") is { } json ? FromJson(json, settings) : FromVocabulary(folder, settings);
        return new WordPieceTokenizer(model);
    }

    private static WordPieceModel FromJson(ModelJson json, ModelJson? settings)
    {
        var type = json.Text("model", "type") ?? "no type";
        if (type != "WordPiece")
        {
            throw json.Error($"expected a tokenizer of type WordPiece, got {type}; {Supported}.");
        }

        if (json.Text("pre_tokenizer", "type") is var splitter && splitter != "BertPreTokenizer")
        {
            throw json.Error($"expected BertPreTokenizer as pre_tokenizer, got {splitter ?? "none"}; {Supported}.");
        }

        var vocabulary = (json.Members("model", "vocab")
                ?? throw json.Error("expected an object of pieces and their numbers at model.vocab."))
            .ToDictionary(
                entry => entry.Key,
                entry => entry.Value.Id() ?? throw json.Error($"expected a number for '{entry.Key}' at model.vocab, got null."),
                StringComparer.Ordinal);
        var special = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in json.Items("added_tokens"))
        {
            if (token.Token("content") is not { } content || token.Id("id") is not { } id)
            {
                throw json.Error("expected content and id of each of added_tokens.");
            }

            if (token.Flag("normalized") == true)
            {
                throw json.Error($"the added token '{content}' is to be found in normalized text, which is not supported; {Supported}.");
            }

            special[content] = id;
            vocabulary.TryAdd(content, id);
        }

        var (before, after) = Frame(json);
        return new WordPieceModel(vocabulary, Override(Normalizer(json), settings))
        {
            ContinuationPrefix = json.Text("model", "continuing_subword_prefix") ?? "##",
            MaxWordLength = json.Number("model", "max_input_chars_per_word") ?? 100,
            UnknownId = Id(json.Path, vocabulary, json.Text("model", "unk_token") ?? "[UNK]"),
            PaddingId = json.Number("padding", "pad_id")
                ?? Id(json.Path, vocabulary, settings?.Token("pad_token") ?? (vocabulary.ContainsKey("<pad>") ? "<pad>" : "[PAD]")),
            Before = before,
            After = after,
            SpecialTokens = special,
        };
    }

    private static BertNormalizer Normalizer(ModelJson json)
    {
        if (json.Text("normalizer", "type") is var type && type != "BertNormalizer")
        {
            throw json.Error($"expected BertNormalizer as normalizer, got {type ?? "none"}; {Supported}.");
        }

        var lowerCase = json.Flag("normalizer", "lowercase") ?? true;
        return new BertNormalizer
        {
            CleanText = json.Flag("normalizer", "clean_text") ?? true,
            SplitChinese = json.Flag("normalizer", "handle_chinese_chars") ?? true,
            LowerCase = lowerCase,
            StripAccents = json.Flag("normalizer", "strip_accents") ?? lowerCase,
        };
    }

    // Where both files speak, tokenizer_config.json wins: so it is in Hugging Face's transformers.
    private static BertNormalizer Override(BertNormalizer normalizer, ModelJson? settings)
    {
        if (settings is null)
        {
            return normalizer;
        }

        var lowerCase = settings.Flag("do_lower_case") ?? normalizer.LowerCase;
        return normalizer with
        {
            LowerCase = lowerCase,
            StripAccents = settings.Flag("strip_accents") ?? (lowerCase == normalizer.LowerCase ? normalizer.StripAccents : lowerCase),
            SplitChinese = settings.Flag("tokenize_chinese_chars") ?? normalizer.SplitChinese,
        };
    }

    // What stands before and after a single text.
    private static (int[] Before, int[] After) Frame(ModelJson json)
    {
        switch (json.Text("post_processor", "type"))
        {
            case "TemplateProcessing":
                var (before, after) = (new List<int>(), new List<int>());
                var part = before;
                foreach (var item in json.Items("post_processor", "single"))
                {
                    if (item.Text("SpecialToken", "id") is { } token)
                    {
                        part.AddRange(json.Has("post_processor", "special_tokens", token, "ids")
                            ? json.Items("post_processor", "special_tokens", token, "ids").Select(IdOf)
                            : throw json.Error($"post_processor.special_tokens lacks '{token}', which post_processor.single names."));
                    }
                    else
                    {
                        part = after;
                    }
                }

                return ([.. before], [.. after]);
            case "BertProcessing" or "RobertaProcessing":
                return ([Pair("cls")], [Pair("sep")]);
            case null:
                return ([], []);
            case { } type:
                throw json.Error(
                    $"expected TemplateProcessing, BertProcessing or RobertaProcessing as post_processor, got {type}; {Supported}.");
        }

        int IdOf(ModelJson id) => id.Id() ?? throw json.Error("expected the number of a token at post_processor, got null.");

        int Pair(string name) => json.Items("post_processor", name) is [_, var id]
            ? IdOf(id)
            : throw json.Error($"expected a token and its number at post_processor.{name}.");
    }

    private static WordPieceModel FromVocabulary(string folder, ModelJson? settings)
    {
        var path = Path.Combine(folder, "vocab.txt");
        if (!File.Exists(path))
        {
            var others = Directory.EnumerateFiles(folder)
                .Select(Path.GetFileName)
                .Where(name => name is "vocab.json" or "merges.txt" or "tokenizer.model" or "sentencepiece.bpe.model" or "spiece.model")
                .Order(StringComparer.Ordinal)
                .ToArray();
            throw new FileNotFoundException(
                $"Expected tokenizer.json or vocab.txt in {folder}, got {(others.Length == 0 ? "neither" : string.Join(", ", others))}; "
                + $"{Supported}.");
        }

        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            if (!vocabulary.TryAdd(line, number++) && line.Length > 0)
            {
                throw new InvalidDataException($"{path}, line {number}: '{line}' occurred before; expected every piece once.");
            }
        }

        var tokens = ModelJson.Open(folder, "special_tokens_map.json");
        var special = SpecialTokens
            .Select(name => tokens?.Token($"{name}_token") ?? settings?.Token($"{name}_token") ?? $"[{name.ToUpperInvariant()}]")
            .ToArray();
        var normalizer = new BertNormalizer { LowerCase = true, StripAccents = true };
        return new WordPieceModel(vocabulary, Override(normalizer, settings))
        {
            UnknownId = Id(path, vocabulary, special[0]),
            PaddingId = Id(path, vocabulary, special[1]),
            Before = [Id(path, vocabulary, special[2])],
            After = [Id(path, vocabulary, special[3])],
            SpecialTokens = special.Where(vocabulary.ContainsKey).Distinct().ToDictionary(token => token, token => vocabulary[token]),
        };
    }

    private static int Id(string path, Dictionary<string, int> vocabulary, string token) => vocabulary.TryGetValue(token, out var id)
        ? id
        : throw new InvalidDataException($"{path}: expected '{token}' in the vocabulary; it is none of its {vocabulary.Count} pieces.");
}
