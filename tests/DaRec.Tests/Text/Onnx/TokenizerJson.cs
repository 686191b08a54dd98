using System.Text.Json.Nodes;
using DaRec.Tests.Text.Tokenizing;

namespace DaRec.Tests.Text.Onnx;

/// <summary>A tokenizer.json of the small vocabulary, as Hugging Face's tokenizers write it.</summary>
internal static class TokenizerJson
{
    public static string Create(Action<JsonObject>? change = null)
    {
        var vocabulary = new JsonObject();
        foreach (var piece in SmallVocabulary.Pieces)
        {
            vocabulary.Add(piece, vocabulary.Count);
        }

        var json = JsonNode.Parse("""
            {
              "version": "1.0",
              "truncation": {"max_length": 128},
              "padding": {"strategy": {"Fixed": 128}, "pad_id": 0, "pad_token": "[PAD]"},
              "added_tokens": [
                {"id": 0, "content": "[PAD]", "normalized": false, "special": true},
                {"id": 1, "content": "[UNK]", "normalized": false, "special": true},
                {"id": 2, "content": "[CLS]", "normalized": false, "special": true},
                {"id": 3, "content": "[SEP]", "normalized": false, "special": true},
                {"id": 4, "content": "[MASK]", "normalized": false, "special": true}
              ],
              "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "lowercase": true},
              "pre_tokenizer": {"type": "BertPreTokenizer"},
              "post_processor": {
                "type": "TemplateProcessing",
                "single": [
                  {"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                  {"SpecialToken": {"id": "[SEP]", "type_id": 0}}
                ],
                "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2]}, "[SEP]": {"id": "[SEP]", "ids": [3]}}
              },
              "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100}
            }
            """)!.AsObject();
        json["model"]!["vocab"] = vocabulary;
        change?.Invoke(json);
        return json.ToJsonString();
    }
}
