using DaRec.Clustering;
using DaRec.Disentanglement;
using DaRec.Embeddings;
using DaRec.Evidence;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests;

/// <summary>What was disposed says so by its own name, and not by that of an empty handle.</summary>
public sealed class DisposedTests
{
    [Fact]
    public void Evidence_Throws_OnceDisposed()
    {
        using var material = new AlignerMaterial();
        var evidence = TextEvidence.Fit(material.ItemTexts, material.Interactions);
        evidence.Dispose();

        var append = () => evidence.Append(material.UserRows, material.ItemRows);

        append.Should().Throw<ObjectDisposedException>().WithMessage("*TextEvidence*");
    }

    [Fact]
    public void Losses_Throw_OnceDisposed()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(AlignerMaterial.AllTerms);
        var losses = aligner.Align(material.UserRows, material.ItemRows);
        losses.Dispose();

        var read = () => losses.ToValues();

        read.Should().Throw<ObjectDisposedException>().WithMessage("*AlignmentLosses*");
    }

    [Fact]
    public void Head_Throws_OnceDisposed()
    {
        using var rows = ones(4, 8);
        var head = new DisentanglingHead(8, 4);
        head.Dispose();

        var split = () => head.call(rows);

        split.Should().Throw<ObjectDisposedException>().WithMessage("*DisentanglingHead*");
    }

    [Fact]
    public void Clusters_Throw_OnceDisposed()
    {
        using var rows = rand(9, 3);
        var clusters = new KMeans(2).Fit(rows);
        clusters.Dispose();

        var means = () => clusters.CentersOf(rows);

        means.Should().Throw<ObjectDisposedException>().WithMessage("*KMeansResult*");
    }

    [Fact]
    public void Open_SaysThatItGotAFolder()
    {
        using var folder = new TemporaryFolder();

        var open = () => FrozenEmbeddings.Open(folder.Root);

        open.Should().Throw<ArgumentException>().WithMessage("Expected a .npy or .safetensors file, got the folder*").WithParameterName("path");
    }
}
