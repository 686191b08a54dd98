using System.Security.Cryptography;
using System.Text;

namespace DaRec.Text.Onnx;

/// <summary>A short hash of all that decides on a model's vectors: its weights, its settings, and what overrides them.</summary>
/// <remarks>Names of folders do not tell models apart, and whoever keeps vectors by the model's name must not mix those of two.</remarks>
internal static class ModelFingerprint
{
    private const int Characters = 8;

    private static readonly string[] Settings =
    [
        "config.json", "modules.json", "sentence_bert_config.json", "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json",
        "vocab.txt",
    ];

    public static string Of(string modelPath, IEnumerable<string> folders, OnnxSentenceEncoderOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // Weights of large models lie beside them: model.onnx, model.onnx_data.
        var name = Path.GetFileName(modelPath);
        var weights = Directory.EnumerateFiles(Path.GetDirectoryName(modelPath)!, $"{name}*").Order(StringComparer.Ordinal);
        var settings = folders.Distinct().SelectMany(folder => Settings.Select(file => Path.Combine(folder, file))).Where(File.Exists);
        foreach (var path in weights.Concat(settings))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(path)));
            using var stream = File.OpenRead(path);
            hash.AppendData(SHA256.HashData(stream));
        }

        hash.AppendData(Encoding.UTF8.GetBytes($"{options.MaxTokens} {options.Pooling} {options.Normalize}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Characters];
    }
}
