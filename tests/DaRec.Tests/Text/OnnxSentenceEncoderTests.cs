using DaRec.Embeddings;
using DaRec.Tests.Testing;
using DaRec.Tests.Text.Onnx;
using DaRec.Text;
using FluentAssertions;
using Microsoft.Extensions.AI;
using TorchSharp;
using Xunit;

namespace DaRec.Tests.Text;

public sealed class OnnxSentenceEncoderTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private static readonly string[] Texts =
    [
        "dark wave", "", "the cafe of rock and metal, and jazz", "Café", "METAL!", "中音 rock",
        "darkwaves darkwaves darkwaves darkwaves darkwaves", "😀", "a", "rock", "naive new band: jazz – the band", "dark\twave",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Variants =>
        ["plain", "no token types", "pools itself", "first token", "no unit length", "folder onnx"];

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Vectors_EqualTheReference(string variant)
    {
        var model = Save(variant switch
        {
            "no token types" => new TinySentenceModel { HasTokenTypes = false },
            "pools itself" => new TinySentenceModel { PoolsItself = true },
            "first token" => new TinySentenceModel { TakesFirstToken = true },
            "no unit length" => new TinySentenceModel { Normalizes = false },
            "folder onnx" => new TinySentenceModel { ModelFile = Path.Combine("onnx", "model.onnx") },
            _ => new TinySentenceModel(),
        });
        using var encoder = OnnxSentenceEncoder.Open(_folder.Root, new() { BatchSize = 5 });

        var vectors = await Vectors(encoder, Texts);

        for (var text = 0; text < Texts.Length; text++)
        {
            ShouldBeNear(vectors[text], model.Expected(Texts[text]), Texts[text]);
        }
    }

    [Fact]
    public async Task Vectors_DoNotDependOnTheBatch()
    {
        Save(new TinySentenceModel());
        using var one = OnnxSentenceEncoder.Open(_folder.Root, new() { BatchSize = 1 });
        using var many = OnnxSentenceEncoder.Open(_folder.Root, new() { BatchSize = 64, Threads = 1 });

        var (alone, together) = (await Vectors(one, Texts), await Vectors(many, Texts));

        for (var text = 0; text < Texts.Length; text++)
        {
            ShouldBeNear(together[text], [.. alone[text].Select(value => (double)value)], Texts[text]);
        }
    }

    [Fact]
    public async Task Vectors_AreOfUnitLength_ForAnyText()
    {
        Save(new TinySentenceModel());
        using var encoder = OnnxSentenceEncoder.Open(_folder.Root);

        var vectors = await Vectors(encoder, Texts);

        vectors.Should().OnlyContain(vector => Math.Abs(vector.Sum(value => value * value) - 1) < 1e-5);
    }

    [Fact]
    public async Task Options_OverrideTheFolder()
    {
        Save(new TinySentenceModel());
        var expected = new TinySentenceModel { Normalizes = false, TakesFirstToken = true, MaxTokens = 4 };
        using var encoder = OnnxSentenceEncoder.Open(
            _folder.Root,
            new() { Normalize = false, Pooling = SentencePooling.FirstToken, MaxTokens = 4, ModelName = "mine", ModelFile = "model.onnx" });

        var vectors = await Vectors(encoder, Texts);

        encoder.ModelName.Should().Be("mine");
        ShouldBeNear(vectors[2], expected.Expected(Texts[2]), Texts[2]);
    }

    [Fact]
    public async Task Vectors_AreTheSame_FromATokenizerJson()
    {
        var model = Save(new TinySentenceModel());
        _folder.Write("tokenizer.json", TokenizerJson.Create());
        File.Delete(_folder["vocab.txt"]);
        File.Delete(_folder["tokenizer_config.json"]);
        using var encoder = OnnxSentenceEncoder.Open(_folder.Root);

        var vectors = await Vectors(encoder, Texts);

        for (var text = 0; text < Texts.Length; text++)
        {
            ShouldBeNear(vectors[text], model.Expected(Texts[text]), Texts[text]);
        }
    }

    [Fact]
    public async Task Folder_WithoutModules_MeansTheMeanAsItIs()
    {
        Save(new TinySentenceModel { MaxTokens = 64 });
        var expected = new TinySentenceModel { MaxTokens = 64, Normalizes = false };
        File.Delete(_folder["modules.json"]);
        File.Delete(_folder["sentence_bert_config.json"]);
        Directory.Delete(_folder["1_Pooling"], recursive: true);
        using var encoder = OnnxSentenceEncoder.Open(_folder.Root);

        var vectors = await Vectors(encoder, Texts);

        encoder.MaxTokens.Should().Be(64); // max_position_embeddings, below model_max_length
        ShouldBeNear(vectors[6], expected.Expected(Texts[6]), Texts[6]);
    }

    [Fact]
    public async Task Generate_IsRight_FromManyThreadsAndBesideLibtorch()
    {
        var model = Save(new TinySentenceModel());
        using var encoder = OnnxSentenceEncoder.Open(_folder.Root);
        using var matrix = torch.ones(200, 200);

        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var product = matrix.mm(matrix);
            return (Sum: product[0, 0].item<float>(), Vectors: await Vectors(encoder, Texts));
        }));

        foreach (var run in runs)
        {
            run.Sum.Should().Be(200);
            ShouldBeNear(run.Vectors[2], model.Expected(Texts[2]), Texts[2]);
        }
    }

    [Fact]
    public void Metadata_NameTheModelAndItsWidth()
    {
        Save(new TinySentenceModel());
        using var encoder = OnnxSentenceEncoder.Open(_folder.Root + Path.DirectorySeparatorChar);

        var metadata = encoder.GetService<EmbeddingGeneratorMetadata>()!;

        metadata.DefaultModelId.Should().StartWith(Path.GetFileName(_folder.Root) + "@").And.Be(encoder.ModelName);
        metadata.DefaultModelDimensions.Should().Be(12);
        encoder.Width.Should().Be(12);
        encoder.MaxTokens.Should().Be(16);
        encoder.GetService<OnnxSentenceEncoder>().Should().BeSameAs(encoder);
        encoder.GetService(typeof(string)).Should().BeNull();
    }

    [Fact]
    public void Names_TellModelsWithOtherVectorsApart()
    {
        List<string> names = [];
        Save(new TinySentenceModel());
        Name();
        Name(new() { MaxTokens = 5 });
        Name(new() { Pooling = SentencePooling.FirstToken });
        Name(new() { Normalize = false });
        Save(new TinySentenceModel { HasTokenTypes = false }); // other weights
        Name();
        Save(new TinySentenceModel { TakesFirstToken = true }); // other settings
        Name();

        names.Should().OnlyHaveUniqueItems();
        Save(new TinySentenceModel());
        Name(new() { BatchSize = 3, Threads = 1 });
        names[^1].Should().Be(names[0]);

        void Name(OnnxSentenceEncoderOptions? options = null)
        {
            using var encoder = OnnxSentenceEncoder.Open(_folder.Root, options);
            names.Add(encoder.ModelName);
        }
    }

    [Fact]
    public async Task Generate_GivesNothing_ForNoTexts()
    {
        Save(new TinySentenceModel());
        using var encoder = OnnxSentenceEncoder.Open(_folder.Root);

        (await encoder.GenerateAsync([])).Should().BeEmpty();
    }

    [Fact]
    public async Task Generate_Throws_ForNullOtherWidthsCancellationAndAfterDispose()
    {
        Save(new TinySentenceModel());
        var encoder = OnnxSentenceEncoder.Open(_folder.Root);

        var missing = () => encoder.GenerateAsync(["a", null!]);
        var narrow = () => encoder.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 5 });
        var cancelled = () => encoder.GenerateAsync(["a"], cancellationToken: new CancellationToken(canceled: true));
        var late = () => encoder.GenerateAsync(["a"]);

        await missing.Should().ThrowAsync<ArgumentException>().WithMessage("*null as number 1*");
        await narrow.Should().ThrowAsync<ArgumentException>().WithMessage("*Expected 12 dimensions*got 5*");
        await cancelled.Should().ThrowAsync<OperationCanceledException>();
        encoder.Dispose();
        await late.Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public void Open_SaysWhatIsMissing()
    {
        Save(new TinySentenceModel { ModelFile = Path.Combine("onnx", "model_quantized.onnx") });

        Opening().Should().Throw<FileNotFoundException>()
            .WithMessage("*model.onnx*got onnx?model_quantized.onnx; name one as ModelFile*");
        File.Delete(_folder[Path.Combine("onnx", "model_quantized.onnx")]);
        Opening().Should().Throw<FileNotFoundException>().WithMessage("*no .onnx file; export the model*");
        _folder.Write("model.onnx", [1, 2, 3]);
        Opening().Should().Throw<InvalidDataException>().WithMessage("*model.onnx: expected an ONNX model*");
        File.Delete(_folder["vocab.txt"]);
        _folder.Write("sentencepiece.bpe.model", "");
        Opening().Should().Throw<FileNotFoundException>()
            .WithMessage("*tokenizer.json or vocab.txt*got sentencepiece.bpe.model*WordPiece*");
        var nowhere = () => OnnxSentenceEncoder.Open(_folder["none"]);
        nowhere.Should().Throw<DirectoryNotFoundException>().WithMessage("*sentence transformer*none*");
    }

    [Fact]
    public void Open_SaysWhichPoolingOrModuleIsNotSupported()
    {
        Save(new TinySentenceModel());
        var pooling = Path.Combine("1_Pooling", "config.json");
        _folder.Write(pooling, """{"pooling_mode_mean_tokens": true, "pooling_mode_max_tokens": true}""");

        Opening().Should().Throw<InvalidDataException>().WithMessage("*1_Pooling*alone, got mean_tokens, max_tokens*");
        _folder.Write(pooling, """{"pooling_mode": "lasttoken"}""");
        Opening().Should().Throw<InvalidDataException>().WithMessage("*got lasttoken*");
        _folder.Write(pooling, """{"pooling_mode_mean_tokens": 1""");
        Opening().Should().Throw<InvalidDataException>().WithMessage("*config.json, line 1: expected JSON*");
        _folder.Write(pooling, "[]");
        Opening().Should().Throw<InvalidDataException>().WithMessage("*config.json: expected an object; got [].");
        _folder.Write(pooling, """{"pooling_mode": "mean"}""");
        Opening().Should().NotThrow();
        foreach (var path in new[] { "../elsewhere", "0/../../elsewhere", "/elsewhere", "\\u0000" })
        {
            _folder.Write("modules.json", $$"""[{"path": "{{path}}", "type": "sentence_transformers.models.Transformer"}]""");
            Opening().Should().Throw<InvalidDataException>().WithMessage("*modules.json: expected*folder*");
        }

        _folder.Write("modules.json", "{}");
        Opening().Should().Throw<InvalidDataException>().WithMessage("*modules.json: expected an array; got {}.");
        _folder.Write("modules.json", """[{"path": 1, "type": "sentence_transformers.models.Transformer"}]""");
        Opening().Should().Throw<InvalidDataException>().WithMessage("*modules.json: expected a string at path; got 1.");
        _folder.Write(
            "modules.json",
            """
            [{"path": "", "type": "sentence_transformers.models.Transformer"},
             {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
             {"path": "2_Dense", "type": "sentence_transformers.models.Dense"}]
            """);
        Opening().Should().Throw<InvalidDataException>().WithMessage("*got sentence_transformers.models.Dense in modules.json*");
    }

    [Fact]
    public void Open_SaysWhichInputIsNotUnderstood()
    {
        Save(new TinySentenceModel());
        var graph = new OnnxGraph();
        var cast = graph.Add("Cast", "cast", [graph.Input("input_ids")], ("to", 1));
        graph.Add("Add", "last_hidden_state", [cast, graph.Add("Cast", "other", [graph.Input("pixel_values")], ("to", 1))]);
        graph.Output("last_hidden_state", "texts", "tokens");
        _folder.Write("model.onnx", graph.ToModel());

        Opening().Should().Throw<InvalidDataException>().WithMessage("*as inputs, got input_ids, pixel_values*");
    }

    [RealModelFact]
    public async Task Vectors_EqualThoseOfSentenceTransformers()
    {
        var texts = await File.ReadAllLinesAsync(Environment.GetEnvironmentVariable(RealModelFactAttribute.TextsVariable)!);
        using var expected = FrozenEmbeddings.Open(Environment.GetEnvironmentVariable(RealModelFactAttribute.VectorsVariable)!);
        using var encoder = OnnxSentenceEncoder.Open(Environment.GetEnvironmentVariable(RealModelFactAttribute.ModelVariable)!);

        var vectors = await Vectors(encoder, texts);

        expected.Count.Should().Be(texts.Length);
        for (var text = 0; text < texts.Length; text++)
        {
            using var row = expected.Block(text, 1);
            var reference = row.data<float>().ToArray();
            var (dot, a, b) = (0.0, 0.0, 0.0);
            for (var i = 0; i < reference.Length; i++)
            {
                vectors[text][i].Should().BeApproximately(reference[i], 1e-4f, "of {0}", texts[text]);
                dot += (double)vectors[text][i] * reference[i];
                (a, b) = (a + Math.Pow(vectors[text][i], 2), b + Math.Pow(reference[i], 2));
            }

            (dot / Math.Sqrt(a * b)).Should().BeGreaterThan(0.9999, "of {0}", texts[text]);
        }
    }

    private Func<OnnxSentenceEncoder> Opening() => () =>
    {
        var encoder = OnnxSentenceEncoder.Open(_folder.Root);
        encoder.Dispose();
        return encoder;
    };

    private TinySentenceModel Save(TinySentenceModel model)
    {
        model.Save(_folder);
        return model;
    }

    private static async Task<float[][]> Vectors(OnnxSentenceEncoder encoder, string[] texts) =>
        [.. (await encoder.GenerateAsync(texts)).Select(embedding => embedding.Vector.ToArray())];

    private static void ShouldBeNear(float[] actual, double[] expected, string text)
    {
        actual.Should().HaveCount(expected.Length);
        for (var i = 0; i < actual.Length; i++)
        {
            ((double)actual[i]).Should().BeApproximately(expected[i], Tolerance, "of '{0}'", text);
        }
    }
}
