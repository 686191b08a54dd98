using System.Runtime.InteropServices;
using DaRec.Tests.Testing;
using DaRec.Tests.Text.Hashing;
using DaRec.Text;
using DaRec.Text.Hashing;
using FluentAssertions;
using Microsoft.Extensions.AI;
using Xunit;

namespace DaRec.Tests.Text;

public class HashingEmbedderTests
{
    private static readonly HashingOptions Small = new() { Width = 24, HashBits = 14 };

    [Fact]
    public async Task Texts_ThatAreTheSame_HaveTheSameVector()
    {
        using var embedder = HashingEmbedder.Fit(MadeUpCorpus.Create(60, 4), Small);

        var vectors = await Vectors(embedder, "ba kori mi", "something else", "ba kori mi", "BA KORÍ mi!");

        vectors[2].Should().Equal(vectors[0]);
        vectors[3].Should().Equal(vectors[0], "case, accents and signs do not matter");
    }

    [Fact]
    public async Task WordOrder_DoesNotMatter_WherePairsDoNotCount()
    {
        string[] texts = ["dark wave band", "band wave dark", "rock jazz", "wave rock"];
        using var bag = HashingEmbedder.Fit(texts, Small with { WordPairs = false });
        using var pairs = HashingEmbedder.Fit(texts, Small);

        var (unordered, ordered) = (await Vectors(bag, texts), await Vectors(pairs, texts));

        unordered[1].Should().Equal(unordered[0]);
        ordered[1].Should().NotEqual(ordered[0]);
    }

    [Fact]
    public async Task Texts_ThatShareWords_AreNearerThanOthers()
    {
        var texts = MadeUpCorpus.Create(90, 3);
        using var embedder = HashingEmbedder.Fit(texts, Small);

        var vectors = await Vectors(embedder, texts);

        double within = 0, across = 0;
        for (var i = 0; i < 90; i++)
        {
            within += Dot(vectors[i], vectors[(i + 3) % 90]) / 90;
            across += Dot(vectors[i], vectors[(i + 1) % 90]) / 90;
        }

        within.Should().BeGreaterThan(3 * across);
    }

    [Fact]
    public async Task Texts_OutsideTheCorpus_LieWhereTheirWordsDo()
    {
        using var embedder = HashingEmbedder.Fit(["dark wave band", "dark wave", "jazz trio", "jazz piano trio"], Small);

        var vectors = await Vectors(embedder, "a wave of darkness", "dark wave", "piano trio");

        Dot(vectors[0], vectors[1]).Should().BeGreaterThan(Dot(vectors[0], vectors[2]) + 0.2);
    }

    [Fact]
    public async Task Vectors_HaveUnitLength_AndAreZeroForWhatShareNothing()
    {
        var texts = MadeUpCorpus.Create(40, 4);
        using var embedder = HashingEmbedder.Fit([.. texts, ""], Small);

        var vectors = await Vectors(embedder, [.. texts, "", " \t?!", "zzzz"]);

        vectors.Take(40).Should().OnlyContain(vector => Math.Abs(Dot(vector, vector) - 1) < 1e-5);
        vectors.Skip(40).Should().OnlyContain(vector => vector.Length == 24 && vector.All(value => value == 0));
    }

    [Fact]
    public async Task Fit_DoesNotDependOnTheOrderOfTheCorpus()
    {
        var texts = MadeUpCorpus.Create(150, 5);
        var options = Small with { Width = 5 };
        using var first = HashingEmbedder.Fit(texts, options);
        using var second = HashingEmbedder.Fit([.. texts.Reverse()], options);

        var (a, b) = (await Vectors(first, texts), await Vectors(second, texts));

        for (var text = 0; text < texts.Length; text++)
        {
            for (var i = 0; i < 5; i++)
            {
                a[text][i].Should().BeApproximately(b[text][i], 1e-3f);
            }
        }
    }

    [Fact]
    public async Task Vectors_KeepInnerProductsOfTheFeatures_WhereTheirWidthSpansTheCorpus()
    {
        string[] texts = ["dark wave", "dark metal", "jazz", "wave jazz wave"];
        using var embedder = HashingEmbedder.Fit(texts, Small with { WordPairs = false, CharacterWeight = 0 });

        var vectors = await Vectors(embedder, texts);

        // TF-IDF by hand: dark, wave and jazz are in two texts of four, metal in one.
        var (two, one, often) = (1 + Math.Log(5.0 / 3), 1 + Math.Log(5.0 / 2), 1 + Math.Log(2));
        Dot(vectors[0], vectors[1]).Should().BeApproximately(two / Math.Sqrt(2) / Math.Sqrt((two * two) + (one * one)), 1e-4);
        Dot(vectors[0], vectors[2]).Should().BeApproximately(0, 1e-4);
        Dot(vectors[0], vectors[3]).Should().BeApproximately(often / Math.Sqrt(2) / Math.Sqrt((often * often) + 1), 1e-4);
    }

    [Fact]
    public void Bits_DoNotDependOnThreads()
    {
        var texts = MadeUpCorpus.Create(1300, 6);

        Threads.ShouldNotMatter(Compute, HashingThreads.Count, count => HashingThreads.Count = count);

        byte[] Compute()
        {
            using var embedder = HashingEmbedder.Fit(texts, Small with { Width = 100 });
            return [.. Vectors(embedder, texts).Result.SelectMany(vector => MemoryMarshal.AsBytes<float>(vector).ToArray())];
        }
    }

    [Fact]
    public void Metadata_StandForTheCorpusAndTheOptions()
    {
        string[] texts = ["dark wave", "jazz trio"];
        using var first = HashingEmbedder.Fit(texts, Small);
        using var same = HashingEmbedder.Fit(texts, Small);
        using var otherTexts = HashingEmbedder.Fit(["dark wave", "jazz duo"], Small);
        using var otherOptions = HashingEmbedder.Fit(texts, Small with { WordPairs = false });

        var metadata = first.GetService<EmbeddingGeneratorMetadata>()!;

        metadata.DefaultModelId.Should().StartWith("hashing-24-").And.Be(first.ModelName);
        metadata.DefaultModelDimensions.Should().Be(24);
        same.ModelName.Should().Be(first.ModelName);
        new[] { first, otherTexts, otherOptions }.Select(embedder => embedder.ModelName).Should().OnlyHaveUniqueItems();
        first.GetService(typeof(string)).Should().BeNull();
    }

    [Fact]
    public async Task Arguments_AreChecked()
    {
        var nothing = () => HashingEmbedder.Fit([]);
        var signs = () => HashingEmbedder.Fit(["", "?!"]);
        var missing = () => HashingEmbedder.Fit(["a", null!]);
        using var embedder = HashingEmbedder.Fit(["a"], Small);
        var missingText = () => embedder.GenerateAsync([null!]);
        var narrow = () => embedder.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 5 });

        nothing.Should().Throw<ArgumentException>().WithMessage("*at least one text with a letter or digit; got 0*");
        signs.Should().Throw<ArgumentException>().WithMessage("*got 2 texts without*");
        missing.Should().Throw<ArgumentException>().WithMessage("*null as number 1*");
        await missingText.Should().ThrowAsync<ArgumentException>().WithMessage("*null as number 0*");
        await narrow.Should().ThrowAsync<ArgumentException>().WithMessage("*Expected 24 dimensions*");
    }

    private static async Task<float[][]> Vectors(HashingEmbedder embedder, params string[] texts) =>
        [.. (await embedder.GenerateAsync(texts)).Select(embedding => embedding.Vector.ToArray())];

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
