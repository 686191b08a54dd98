namespace DaRec.Tests.Reference;

/// <summary>The loss of models that contrast two views, on dense arrays, independent of torch.</summary>
internal static class NaiveViews
{
    /// <summary>BPR of E^C = P E⁰, the penalty, and InfoNCE of rows between the views.</summary>
    /// <param name="ids">E⁰.</param>
    /// <param name="propagation">P.</param>
    /// <param name="view">The rows that are compared, from E⁰.</param>
    /// <param name="other">The rows that they are compared with, from E⁰.</param>
    /// <param name="batch">Triplets.</param>
    /// <param name="userCount">The row of the first item.</param>
    /// <param name="regularization">λ.</param>
    /// <param name="weight">w.</param>
    /// <param name="temperature">τ.</param>
    /// <param name="withNegatives">Whether negatives are contrasted too.</param>
    public static double Loss(
        double[,] ids,
        double[,] propagation,
        Func<double[,], double[,]> view,
        Func<double[,], double[,]> other,
        (int User, int Positive, int Negative)[] batch,
        int userCount,
        double regularization,
        double weight,
        double temperature,
        bool withNegatives)
    {
        var embeddings = Product(propagation, ids);
        var loss = ids.Cast<double>().Sum(x => regularization * x * x);
        foreach (var (user, positive, negative) in batch)
        {
            var margin = Enumerable.Range(0, embeddings.GetLength(1)).Sum(
                c => embeddings[user, c] * (embeddings[userCount + positive, c] - embeddings[userCount + negative, c]));
            loss += Math.Log(1 + Math.Exp(-margin)) / batch.Length;
        }

        var (first, second) = (view(ids), other(ids));
        int[] users = [.. Enumerable.Range(0, userCount)];
        int[] items = [.. Enumerable.Range(userCount, ids.GetLength(0) - userCount)];
        loss += weight * Contrast([.. batch.Select(triplet => triplet.User)], users);
        loss += weight * Contrast([.. batch.Select(triplet => userCount + triplet.Positive)], items);
        return withNegatives ? loss + (weight * Contrast([.. batch.Select(triplet => userCount + triplet.Negative)], items)) : loss;

        double Contrast(int[] rows, int[] candidates) => NaiveContrast.InfoNce(
            NaiveContrast.Take(first, rows), NaiveContrast.Take(second, rows), NaiveContrast.Take(second, candidates), temperature);
    }

    /// <summary>A B.</summary>
    public static double[,] Product(double[,] a, double[,] b)
    {
        var product = new double[a.GetLength(0), b.GetLength(1)];
        for (var i = 0; i < a.GetLength(0); i++)
        {
            for (var j = 0; j < b.GetLength(1); j++)
            {
                product[i, j] = Enumerable.Range(0, b.GetLength(0)).Sum(k => a[i, k] * b[k, j]);
            }
        }

        return product;
    }
}
