using DaRec.Data;
using MathNet.Numerics.LinearAlgebra;

namespace DaRec.Tests.Reference;

/// <summary>Texts as interactions correct them, by dense matrices in float64, row after row.</summary>
internal static class NaiveCorrectedTexts
{
    /// <summary>Rows that are least in Σ_taken (1 − ⟨x, y⟩)² + α Σ ⟨x, y⟩² + λ ‖x − t‖².</summary>
    public static Matrix<double> Solve(Interactions taken, Matrix<double> others, Matrix<double> prior, double unobserved, double ridge)
    {
        var result = Matrix<double>.Build.Dense(taken.UserCount, others.ColumnCount);
        for (var row = 0; row < taken.UserCount; row++)
        {
            var matrix = (unobserved * others.TransposeThisAndMultiply(others)) + (ridge * Identity(others.ColumnCount));
            var right = ridge * prior.Row(row);
            foreach (var other in taken.ItemsOf(row))
            {
                matrix += others.Row(other).OuterProduct(others.Row(other));
                right += others.Row(other);
            }

            result.SetRow(row, matrix.Solve(right));
        }

        return result;
    }

    /// <summary>ℓ of all users and items, without a slope.</summary>
    public static Matrix<double> Scores(Matrix<double> texts, Interactions training, double ridge)
    {
        var (counts, byItem) = (training.ItemDegrees(), training.Transpose());
        var unobserved = 20.0 * training.Count / training.UserCount / training.ItemCount;
        var items = texts;
        for (var round = 0; round < 2; round++)
        {
            var users = Solve(training, items, Matrix<double>.Build.Dense(training.UserCount, texts.ColumnCount), unobserved, ridge);
            items = Solve(byItem, users, texts, unobserved, 2 * ridge);
        }

        for (var item = 0; item < counts.Length; item++)
        {
            if (counts[item] == 0)
            {
                items.SetRow(item, texts.Row(item));
            }
        }

        var profiles = Matrix<double>.Build.Dense(training.UserCount, texts.ColumnCount);
        for (var user = 0; user < training.UserCount; user++)
        {
            var total = 0.0;
            foreach (var item in training.ItemsOf(user))
            {
                var share = 1 / Math.Sqrt(1 + counts[item]);
                profiles.SetRow(user, profiles.Row(user) + (share * items.Row(item)));
                total += share;
            }

            profiles.SetRow(user, profiles.Row(user) / Math.Max(total, 1e-300));
        }

        var gram = items.TransposeThisAndMultiply(items) + (ridge / unobserved * Identity(texts.ColumnCount));
        return profiles * gram.Inverse() * items.Transpose();
    }

    private static Matrix<double> Identity(int size) => Matrix<double>.Build.DenseIdentity(size);
}
