using System.Text.Json.Nodes;
using DaRec.Text;
using DaRec.Text.Onnx;

namespace DaRec.Cli.Fuzzing.Targets;

/// <summary>The folder of a sentence transformer, but for its network.</summary>
internal static class ModelTargets
{
    private const string TokenizerFile = "tokenizer.json";

    private static readonly string[] Pieces =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "cafe", "rock", "##s", "##core", "a", "b", "##a", "##b", "!", ",", "中", "の"];

    public static IEnumerable<FuzzTarget> Create()
    {
        var shared = new Dictionary<string, byte[]>
        {
            ["model.onnx"] = SeedFiles.Text("onnx"),
            ["tokenizer_config.json"] = SeedFiles.Text("""{"do_lower_case": true, "model_max_length": 512, "strip_accents": null}"""),
            ["special_tokens_map.json"] = SeedFiles.Text("""{"unk_token": "[UNK]", "pad_token": {"content": "[PAD]", "lstrip": false}}"""),
            ["config.json"] = SeedFiles.Text("""{"hidden_size": 12, "max_position_embeddings": 64}"""),
            ["sentence_bert_config.json"] = SeedFiles.Text("""{"max_seq_length": 16, "do_lower_case": false}"""),
            ["1_Pooling/config.json"] = SeedFiles.Text(
                """{"word_embedding_dimension": 12, "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}"""),
            ["modules.json"] = SeedFiles.Text(
                """
                [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                 {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
                """),
        };
        var vocabulary = new Dictionary<string, byte[]>(shared) { ["vocab.txt"] = SeedFiles.Text(string.Join('\n', Pieces) + "\n") };
        var json = new Dictionary<string, byte[]>(shared) { [TokenizerFile] = SeedFiles.Text(Tokenizer()) };
        string[] mutated = [.. vocabulary.Keys.Where(name => name != "model.onnx")];
        yield return new FuzzTarget("model folder", [vocabulary], Read)
        {
            Mutated = mutated,
            IsDocumented = IsDocumented,
        };
        yield return new FuzzTarget("model folder, tokenizer.json", [json], Read)
        {
            Mutated = [TokenizerFile],
            IsDocumented = IsDocumented,
        };
    }

    private static bool IsDocumented(Exception exception) => exception is InvalidDataException or FileNotFoundException;

    private static void Read(string folder)
    {
        var model = new SentenceModelFolder(folder, new OnnxSentenceEncoderOptions());
        _ = model.Pooling.Value;
        var longest = Math.Min(model.MaxTokens, 1000);
        var tokens = model.Tokenizer.Encode("Some Café-rockcore [MASK] 中の texts, aab! " + new string('x', 200), longest);
        WrongAnswerException.Unless(tokens.Length <= longest && tokens.All(token => token >= 0), "tokens are numbers, at most so many");
    }

    private static string Tokenizer()
    {
        var vocabulary = new JsonObject();
        foreach (var (number, piece) in Pieces.Index())
        {
            vocabulary[piece] = number;
        }

        var json = JsonNode.Parse("""
            {
              "padding": {"pad_id": 0, "pad_token": "[PAD]"},
              "added_tokens": [
                {"id": 2, "content": "[CLS]", "normalized": false, "special": true}, {"id": 4, "content": "[MASK]", "normalized": false}
              ],
              "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "lowercase": true},
              "pre_tokenizer": {"type": "BertPreTokenizer"},
              "post_processor": {
                "type": "TemplateProcessing",
                "single": [{"SpecialToken": {"id": "[CLS]"}}, {"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "[SEP]"}}],
                "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2]}, "[SEP]": {"id": "[SEP]", "ids": [3]}}
              },
              "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100}
            }
            """)!;
        json["model"]!["vocab"] = vocabulary;
        return json.ToJsonString();
    }
}
