using DaRec.Text;
using DaRec.Text.Hashing;
using FluentAssertions;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace DaRec.Tests.Text.Hashing;

public class LeadingFeaturesTests
{
    [Fact]
    public void Find_SpansTheLeadingSingularVectors()
    {
        // Six themes: six large singular values, and a gap.
        var texts = Weighted(MadeUpCorpus.Create(120, 6));
        const int Width = 6;

        var basis = Columns(texts, LeadingFeatures.Find(texts, Width, seed: 1), Width);

        var exact = Dense(texts).Svd();
        exact.S[Width - 1].Should().BeGreaterThan(1.2 * exact.S[Width], "a subspace is defined by a gap");
        var cosines = (exact.VT.SubMatrix(0, Width, 0, texts.Weights.Columns) * basis).Svd().S; // of the principal angles
        cosines.Minimum().Should().BeGreaterThan(0.9999);
    }

    [Fact]
    public void Find_OrdersDirectionsBySingularValue()
    {
        var texts = Weighted(MadeUpCorpus.Create(200, 5));
        const int Width = 10;

        var coordinates = Dense(texts) * Columns(texts, LeadingFeatures.Find(texts, Width, seed: 1), Width);

        var exact = Dense(texts).Svd().S;
        for (var direction = 0; direction < Width; direction++)
        {
            coordinates.Column(direction).L2Norm().Should().BeApproximately(exact[direction], 1e-2 * exact[0]);
        }

        var gram = coordinates.TransposeThisAndMultiply(coordinates);
        (gram - Matrix<double>.Build.DiagonalOfDiagonalVector(gram.Diagonal())).L2Norm().Should().BeLessThan(1e-4 * gram[0, 0]);
    }

    [Theory]
    [InlineData(3, 384)] // fewer texts than directions
    [InlineData(60, 16)]
    public void Find_IsOrthonormal_AndZeroWhereThereIsNoMore(int count, int width)
    {
        var texts = Weighted(MadeUpCorpus.Create(count, 3));

        var basis = Columns(texts, LeadingFeatures.Find(texts, width, seed: 1), width);

        var rank = Math.Min(width, Dense(texts).Svd().S.Count(value => value > 1e-6));
        var gram = basis.TransposeThisAndMultiply(basis);
        for (var i = 0; i < rank; i++)
        {
            for (var j = 0; j < width; j++)
            {
                gram[i, j].Should().BeApproximately(i == j ? 1 : 0, 1e-4);
            }

            basis.Column(i).AbsoluteMaximum().Should().Be(basis.Column(i).Maximum(), "signs are fixed");
        }
    }

    [Fact]
    public void Square_EqualsTheDenseProduct()
    {
        var texts = Weighted(MadeUpCorpus.Create(700, 4)); // more than one part
        var random = new Random(3);
        const int Width = 2 * SparseProduct.Strip;
        var x = Enumerable.Range(0, texts.Weights.Columns * Width).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var before = Columns(texts, x, Width);

        SparseProduct.Square(texts, x, Width);

        var a = Dense(texts);
        var expected = a.TransposeThisAndMultiply(a * before);
        (Columns(texts, x, Width) - expected).Enumerate().Max(Math.Abs).Should().BeLessThan(1e-5 * expected.Enumerate().Max(Math.Abs));
    }

    private static WeightedTexts Weighted(string[] texts)
    {
        var options = new HashingOptions { Features = 900 };
        return WeightedTexts.Create(texts, FeatureWeights.Count(texts, options));
    }

    private static Matrix<double> Dense(WeightedTexts texts)
    {
        var dense = Matrix<double>.Build.Dense(texts.Count, texts.Weights.Columns);
        for (var text = 0; text < texts.Count; text++)
        {
            foreach (var entry in texts.Row(text, out var scale))
            {
                dense[text, (int)(entry >> FeatureWeights.TimesBits)] = (double)scale * texts.Weights.Weight(entry);
            }
        }

        return dense;
    }

    private static Matrix<double> Columns(WeightedTexts texts, float[] basis, int width)
    {
        var padded = basis.Length / texts.Weights.Columns;
        return Matrix<double>.Build.Dense(texts.Weights.Columns, width, (row, column) => basis[(row * padded) + column]);
    }
}
