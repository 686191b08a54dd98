using System.Text.Json;
using DaRec.Text.Tokenizing;

namespace DaRec.Text.Onnx;

/// <summary>A sentence transformer's folder, as sentence-transformers writes it: where things lie, and what is done with tokens.</summary>
internal sealed class SentenceModelFolder
{
    private const int MaxTokensUnlessSaid = 512;

    private readonly string _root;
    private readonly string _transformer;
    private readonly OnnxSentenceEncoderOptions _options;

    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">It lacks a model or a tokenizer.</exception>
    /// <exception cref="InvalidDataException">Its files ask for what is not supported; the message says what, and where.</exception>
    public SentenceModelFolder(string folder, OnnxSentenceEncoderOptions options)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"Expected the folder of a sentence transformer (model.onnx, tokenizer.json or vocab.txt); there is no {folder}.");
        }

        (_root, _transformer, _options) = (folder, folder, options);
        var pooling = ModelJson.Open(Path.Combine(folder, "1_Pooling"), "config.json");
        if (ModelJson.Open(folder, "modules.json", JsonValueKind.Array) is { } modules)
        {
            (_transformer, pooling) = ReadModules(modules);
        }

        var (sentence, network) = (ModelJson.Open(_transformer, "sentence_bert_config.json"), ModelJson.Open(_transformer, "config.json"));
        ModelPath = FindModel();
        Tokenizer = TokenizerFiles.Open(_transformer);
        MaxTokens = options.MaxTokens
            ?? (sentence?.Number("max_seq_length") is { } longest ? Math.Min(longest, Positions(network) ?? longest) : MaxTokensOf(network));
        if (MaxTokens <= Tokenizer.FrameLength)
        {
            throw new InvalidDataException(
                $"{folder}: expected room beside the {Tokenizer.FrameLength} tokens of its frame; the limit is {MaxTokens} tokens.");
        }

        LowerCase = sentence?.Flag("do_lower_case") ?? false;
        Pooling = new Lazy<SentencePooling>(() => options.Pooling ?? PoolingOf(pooling));
        string[] folders = pooling is null ? [folder, _transformer] : [folder, _transformer, Path.GetDirectoryName(pooling.Path)!];
        Name = options.ModelName
            ?? $"{new DirectoryInfo(folder).Name}@{ModelFingerprint.Of(ModelPath, folders, options)}";
    }

    public string Name { get; }

    public string ModelPath { get; }

    public WordPieceTokenizer Tokenizer { get; }

    /// <summary>Tokens after which a text is cut.</summary>
    public int MaxTokens { get; }

    /// <summary>Whether texts become lower case even before the tokenizer sees them.</summary>
    public bool LowerCase { get; }

    public bool Normalize { get; private set; }

    /// <summary>Asked of models that give vectors of tokens alone; throws for what is not supported.</summary>
    public Lazy<SentencePooling> Pooling { get; }

    /// <summary>A module that changes vectors after pooling and is not supported, or null.</summary>
    public string? ForeignModule { get; private set; }

    private (string Transformer, ModelJson? Pooling) ReadModules(ModelJson modules)
    {
        var (transformer, pooling) = (_root, (ModelJson?)null);
        foreach (var module in modules.Items())
        {
            var type = module.Text("type") ?? "";
            var path = Within(module.Text("path") ?? "", modules);
            switch (type[(type.LastIndexOf('.') + 1)..])
            {
                case "Transformer":
                    transformer = Directory.Exists(path)
                        ? path
                        : throw modules.Error($"it names {path}, but there is no such folder. Download the model again.");
                    break;
                case "Pooling":
                    pooling = ModelJson.Open(path, "config.json") ?? throw modules.Error($"it names {path}, but there is no config.json.");
                    break;
                case "Normalize":
                    Normalize = true;
                    break;
                default:
                    ForeignModule ??= type;
                    break;
            }
        }

        return (transformer, pooling);
    }

    /// <summary>A folder of the model's; what a file names outside is nobody's choice.</summary>
    private string Within(string path, ModelJson modules)
    {
        if (path.Contains('\0'))
        {
            throw modules.Error("expected the path of a folder, got one with a NUL character.");
        }

        var (root, full) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(_root)), Path.GetFullPath(Path.Combine(_root, path)));
        return full == root || full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Path.Combine(_root, path)
            : throw modules.Error($"expected folders within the model's, got '{path}'.");
    }

    private string FindModel()
    {
        string[] names = _options.ModelFile is { } file ? [file] : ["model.onnx", Path.Combine("onnx", "model.onnx")];
        foreach (var folder in new[] { _root, _transformer })
        {
            foreach (var name in names)
            {
                if (File.Exists(Path.Combine(folder, name)))
                {
                    return Path.Combine(folder, name);
                }
            }
        }

        var found = Directory.EnumerateFiles(_root, "*.onnx", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_root, path))
            .Order(StringComparer.Ordinal)
            .Take(5)
            .ToArray();
        throw new FileNotFoundException(
            $"Expected {string.Join(" or ", names)} in {_root}, got "
            + (found.Length == 0
                ? "no .onnx file; export the model to ONNX (optimum-cli export onnx) or download its onnx folder."
                : $"{string.Join(", ", found)}; name one as ModelFile."));
    }

    private int MaxTokensOf(ModelJson? network) => Math.Min(
        Positions(network) ?? MaxTokensUnlessSaid,
        ModelJson.Open(_transformer, "tokenizer_config.json")?.Number("model_max_length") ?? int.MaxValue);

    // No network takes more tokens than it has positions.
    private static int? Positions(ModelJson? network) => network?.Number("max_position_embeddings");

    private static SentencePooling PoolingOf(ModelJson? pooling)
    {
        if (pooling is null)
        {
            return SentencePooling.Mean;
        }

        const string flag = "pooling_mode_";

        // Newer files name the mode, older ones have a flag for each.
        string[] modes = pooling.Text("pooling_mode") is { } named
            ? [named]
            : [.. pooling.Members()!.Keys
                .Where(name => name.StartsWith(flag, StringComparison.Ordinal) && pooling.Flag(name) == true)
                .Select(name => name[flag.Length..])];
        return modes switch
        {
            ["mean_tokens" or "mean"] => SentencePooling.Mean,
            ["cls_token" or "cls"] => SentencePooling.FirstToken,
            _ => throw pooling.Error(
                "expected pooling_mode_mean_tokens or pooling_mode_cls_token alone, "
                + $"got {(modes.Length == 0 ? "none" : string.Join(", ", modes))}."),
        };
    }
}
