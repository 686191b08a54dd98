using DaRec.Tests.Testing;
using DaRec.Tests.Text.Tokenizing;

namespace DaRec.Tests.Text.Onnx;

/// <summary>A sentence transformer of a few KB with random weights, in a folder as its kind come; and its vectors in float64.</summary>
/// <remarks>
/// <code>h_t = tanh((E[token_t] + T[0] + t p) W + b),   y_t = h_t + 0.1 Σ_s h_s</code>
/// over the tokens that are no padding: order, token types and every other token of the text count, and padding would.
/// </remarks>
internal sealed record TinySentenceModel
{
    private const int Width = 12;
    private const float Mixing = 0.1f;

    private readonly float[] _tokens = Draw(1, SmallVocabulary.Pieces.Count * Width);
    private readonly float[] _types = Draw(2, 2 * Width);
    private readonly float[] _position = Draw(3, Width);
    private readonly float[] _weight = Draw(4, Width * Width);
    private readonly float[] _bias = Draw(5, Width);

    public bool HasTokenTypes { get; init; } = true;

    /// <summary>Whether the model itself gives the mean of its tokens, (texts, width).</summary>
    public bool PoolsItself { get; init; }

    /// <summary>The first token's vector rather than the mean.</summary>
    public bool TakesFirstToken { get; init; }

    public bool Normalizes { get; init; } = true;

    public int MaxTokens { get; init; } = 16;

    public string ModelFile { get; init; } = "model.onnx";

    /// <summary>Writes the folder.</summary>
    public void Save(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder["1_Pooling"]);
        Directory.CreateDirectory(Path.GetDirectoryName(folder[ModelFile])!);
        folder.Write(ModelFile, Model());
        folder.Write("vocab.txt", string.Join('\n', SmallVocabulary.Pieces) + "\n");
        folder.Write("tokenizer_config.json", """{"do_lower_case": true, "model_max_length": 512, "tokenizer_class": "BertTokenizer"}""");
        folder.Write("special_tokens_map.json", """{"unk_token": "[UNK]", "pad_token": {"content": "[PAD]", "lstrip": false}}""");
        folder.Write("config.json", $$"""{"hidden_size": {{Width}}, "max_position_embeddings": 64}""");
        folder.Write("sentence_bert_config.json", $$"""{"max_seq_length": {{MaxTokens}}, "do_lower_case": false}""");
        folder.Write(
            Path.Combine("1_Pooling", "config.json"),
            $$"""
            {"word_embedding_dimension": {{Width}}, "pooling_mode_cls_token": {{(TakesFirstToken ? "true" : "false")}},
             "pooling_mode_mean_tokens": {{(TakesFirstToken ? "false" : "true")}}, "pooling_mode_max_tokens": false}
            """);
        const string Modules = """
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}
            """;
        const string Normalize = """, {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}""";
        folder.Write("modules.json", $"[{Modules}{(Normalizes ? Normalize : "")}]");
    }

    /// <summary>The vector of a text, by loops in float64 over its own tokens.</summary>
    public double[] Expected(string text)
    {
        var ids = new NaiveWordPiece(SmallVocabulary.Pieces).Ids(text, MaxTokens);
        var hidden = new double[ids.Length][];
        for (var t = 0; t < ids.Length; t++)
        {
            var input = new double[Width];
            for (var i = 0; i < Width; i++)
            {
                input[i] = _tokens[(ids[t] * Width) + i] + (HasTokenTypes ? _types[i] : 0) + ((t + 1) * (double)_position[i]);
            }

            hidden[t] = new double[Width];
            for (var j = 0; j < Width; j++)
            {
                double sum = _bias[j];
                for (var i = 0; i < Width; i++)
                {
                    sum += input[i] * _weight[(i * Width) + j];
                }

                hidden[t][j] = Math.Tanh(sum);
            }
        }

        var vector = new double[Width];
        var pooled = TakesFirstToken ? 1 : ids.Length;
        for (var j = 0; j < Width; j++)
        {
            var all = hidden.Sum(row => row[j]);
            vector[j] = hidden.Take(pooled).Sum(row => row[j] + (Mixing * all)) / pooled;
        }

        var length = Normalizes ? Math.Sqrt(vector.Sum(value => value * value)) : 1;
        return [.. vector.Select(value => value / length)];
    }

    private byte[] Model()
    {
        var graph = new OnnxGraph();
        var ids = graph.Input("input_ids");
        var mask = graph.Input("attention_mask");
        var x = graph.Add("Gather", "embedded", [graph.Constant("E", _tokens, SmallVocabulary.Pieces.Count, Width), ids]); // (b, t, d)
        if (HasTokenTypes)
        {
            var types = graph.Add("Gather", "types", [graph.Constant("T", _types, 2, Width), graph.Input("token_type_ids")]);
            x = graph.Add("Add", "typed", [x, types]);
        }

        var (axis1, axis2) = (graph.Constant("axis1", 1), graph.Constant("axis2", 2));
        var weights = graph.Add("Cast", "weights", [mask], ("to", 1)); // (b, t)
        var places = graph.Add("Unsqueeze", "places", [graph.Add("CumSum", "counts", [weights, axis1]), axis2]); // (b, t, 1)
        x = graph.Add("Add", "placed", [x, graph.Add("Mul", "steps", [places, graph.Constant("p", _position, Width)])]);
        x = graph.Add("MatMul", "product", [x, graph.Constant("W", _weight, Width, Width)]);
        var hidden = graph.Add("Tanh", "hidden", [graph.Add("Add", "biased", [x, graph.Constant("b", _bias, Width)])]);

        var column = graph.Add("Unsqueeze", "column", [weights, axis2]); // (b, t, 1)
        var sum = graph.Add("ReduceSum", "sum", [graph.Add("Mul", "masked", [hidden, column]), axis1], ("keepdims", 1)); // (b, 1, d)
        var mixed = graph.Add("Mul", "mixed", [sum, graph.Constant("mixing", [Mixing], 1)]);
        graph.Add("Add", "last_hidden_state", [hidden, mixed]);
        if (PoolsItself)
        {
            var total = graph.Add("ReduceSum", "total", [graph.Add("Mul", "kept", ["last_hidden_state", column]), axis1], ("keepdims", 0));
            var count = graph.Add("ReduceSum", "count", [column, axis1], ("keepdims", 0));
            graph.Add("Div", "sentence_embedding", [total, count]);
            graph.Output("sentence_embedding", "texts", Width);
        }

        graph.Output("last_hidden_state", "texts", "tokens", Width);
        return graph.ToModel();
    }

    private static float[] Draw(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5) * 0.8f)];
    }
}
