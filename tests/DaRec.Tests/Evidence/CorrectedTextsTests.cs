using DaRec.Data;
using DaRec.Evidence;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using MathNet.Numerics.LinearAlgebra;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Evidence;

public class CorrectedTextsTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(4)]
    public void Scores_AreThoseOfDenseMatrices(double ridge)
    {
        using var scope = NewDisposeScope();
        var (texts, training) = Material();

        var corrected = CorrectedTexts.Fit(texts, training, ridge);

        var scores = corrected.Profiles.mul(corrected.Weights.to(ScalarType.Float32)).mm(corrected.Items.t());
        var expected = NaiveCorrectedTexts.Scores(Matrix<double>.Build.DenseOfArray(texts.ToArray()), training, ridge);
        Tensors.RelativeDifference(scores, tensor(expected.ToArray())).Should().BeLessThan(1e-4);
    }

    [Fact]
    public void ItemsWithoutInteractions_KeepTheirTexts()
    {
        using var scope = NewDisposeScope();
        var (texts, training) = Material();

        var corrected = CorrectedTexts.Fit(texts, training, 1);

        var back = corrected.Items.to(ScalarType.Float64).mm(corrected.Axes.t());
        Tensors.Difference(back[19], texts[19]).Should().BeLessThan(1e-5);
        Tensors.Difference(back[0], texts[0]).Should().BeGreaterThan(0.01);
    }

    [Fact]
    public void Columns_AreUncorrelated_AndStrongOnesWeighLess()
    {
        using var scope = NewDisposeScope();
        var (texts, training) = Material();

        var corrected = CorrectedTexts.Fit(texts, training, 1);

        var gram = corrected.Items.t().mm(corrected.Items);
        Tensors.Difference(gram, gram.diagonal().diag()).Should().BeLessThan(1e-4);
        corrected.Weights.ToVector().Should().BeInAscendingOrder().And.OnlyContain(weight => weight > 0);
    }

    [Fact]
    public void ItemsOfTheSameUsers_ComeCloser_ThanTheirTextsAre()
    {
        using var scope = NewDisposeScope();
        var texts = Tensors.Random(20, 12, 3, ScalarType.Float32);
        var training = Interactions.FromPairs(
            [.. Enumerable.Range(0, 8).SelectMany(user => new[] { user, user })],
            [.. Enumerable.Range(0, 8).SelectMany(_ => new[] { 0, 1 })],
            userCount: 8,
            itemCount: 20);

        var corrected = CorrectedTexts.Fit(texts, training, 1);

        Cosine(corrected.Items).Should().BeGreaterThan(Cosine(texts) + 0.05);

        static double Cosine(Tensor rows) => nn.functional.cosine_similarity(rows[0], rows[1], dim: 0).ToDouble();
    }

    // Twenty items, the last of which nobody took, and a user who took nothing.
    private static (Tensor Texts, Interactions Training) Material()
    {
        var random = new Random(5);
        var (users, items) = (new List<int>(), new List<int>());
        for (var user = 0; user < 15; user++)
        {
            var count = 1 + (user % 7);
            users.AddRange(Enumerable.Repeat(user, count));
            items.AddRange(Enumerable.Range(0, 19).OrderBy(_ => random.Next()).Take(count));
        }

        return (Tensors.Random(20, 5, 3, ScalarType.Float32), Interactions.FromPairs([.. users], [.. items], 16, 20));
    }
}
