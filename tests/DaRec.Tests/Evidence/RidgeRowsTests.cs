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

public class RidgeRowsTests
{
    private const int Others = 30;

    [Theory]
    [InlineData(1)] // fewer columns than a row took
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(16)]
    public void Rows_AreThoseOfTheNormalEquations(int width)
    {
        using var scope = NewDisposeScope();
        var taken = Taken(5);
        var (others, prior) = (Random(Others, width, 1), Random(taken.UserCount, width, 2));

        var rows = RidgeRows.Solve(taken, others, prior, unobserved: 0.1, ridge: 0.7);

        var expected = NaiveCorrectedTexts.Solve(taken, Dense(others), Dense(prior), 0.1, 0.7);
        Tensors.Difference(rows, tensor(expected.ToArray())).Should().BeLessThan(1e-5);
    }

    [Fact]
    public void WithoutAPrior_ItIsZero_AndARowThatTookNothingStaysThere()
    {
        using var scope = NewDisposeScope();
        var taken = Taken(3);
        var others = Random(Others, 6, 1);

        var rows = RidgeRows.Solve(taken, others, prior: null, unobserved: 0.1, ridge: 0.7);

        Tensors.Difference(rows, RidgeRows.Solve(taken, others, zeros(taken.UserCount, 6), 0.1, 0.7)).Should().Be(0);
        rows[taken.UserCount - 1].abs().sum().ToDouble().Should().Be(0);
    }

    [Fact]
    public void ALargeRidge_LeavesRowsAtTheirPrior()
    {
        using var scope = NewDisposeScope();
        var taken = Taken(3);
        var prior = Random(taken.UserCount, 6, 2);

        var rows = RidgeRows.Solve(taken, Random(Others, 6, 1), prior, unobserved: 0.1, ridge: 1e7);

        Tensors.Difference(rows, prior).Should().BeLessThan(1e-4);
    }

    // The last row takes nothing.
    private static Interactions Taken(int most)
    {
        var random = new Random(7);
        var (rows, others) = (new List<int>(), new List<int>());
        for (var row = 0; row < 12; row++)
        {
            var count = 1 + (row % most);
            rows.AddRange(Enumerable.Repeat(row, count));
            others.AddRange(Enumerable.Range(0, Others).OrderBy(_ => random.Next()).Take(count));
        }

        return Interactions.FromPairs([.. rows], [.. others], 13, Others);
    }

    private static Tensor Random(int rows, int columns, ulong seed) => Tensors.Random(rows, columns, seed, ScalarType.Float32);

    private static Matrix<double> Dense(Tensor rows) => Matrix<double>.Build.DenseOfArray(rows.ToArray());
}
