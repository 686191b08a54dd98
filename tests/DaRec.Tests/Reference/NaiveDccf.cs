using DaRec.Data;

namespace DaRec.Tests.Reference;

/// <summary>DCCF on dense arrays, independent of torch; its gradient is left to central differences.</summary>
internal sealed record NaiveDccf(Interactions Train, int Layers, double Regularization, double ContrastWeight, double Temperature)
{
    private double[,] Adjacency { get; } = NaiveLightGcn.Adjacency(Train);

    /// <summary>E^C, and G, I, P, Q of each layer.</summary>
    public (double[,] Embeddings, double[][,] Views) Propagate(double[,] ids, double[,] userIntents, double[,] itemIntents)
    {
        var (layer, sum, views) = (ids, ids, new List<double[,]>());
        for (var l = 0; l < Layers; l++)
        {
            var smooth = Multiply(Adjacency, layer);
            var intents = Intents(layer, userIntents, itemIntents);
            double[][,] parts = [smooth, intents, AdaptiveMean(Adjacency, smooth, layer), AdaptiveMean(Adjacency, intents, layer)];
            layer = parts.Aggregate(layer, Add);
            sum = Add(sum, layer);
            views.AddRange(parts);
        }

        return (sum, [.. views]);
    }

    public double Loss(double[,] ids, double[,] userIntents, double[,] itemIntents, (int User, int Positive, int Negative)[] batch)
    {
        var (embeddings, views) = Propagate(ids, userIntents, itemIntents);
        var loss = Regularization * new[] { ids, userIntents, itemIntents }.Sum(weights => weights.Cast<double>().Sum(x => x * x));
        foreach (var (user, positive, negative) in batch)
        {
            var u = Row(embeddings, user);
            var margin = Dot(u, Row(embeddings, Train.UserCount + positive)) - Dot(u, Row(embeddings, Train.UserCount + negative));
            loss += Math.Log(1 + Math.Exp(-margin)) / batch.Length;
        }

        var users = batch.Select(triplet => triplet.User).Distinct().ToArray();
        var items = batch.Select(triplet => Train.UserCount + triplet.Positive).Distinct().ToArray();
        for (var view = 0; view < views.Length; view++)
        {
            var smooth = views[view / 4 * 4]; // contrasted with the three that follow it
            if (view % 4 != 0)
            {
                loss += ContrastWeight * (Contrast(smooth, views[view], users) + Contrast(smooth, views[view], items)) / users.Length;
            }
        }

        return loss;
    }

    /// <summary>Σ_t α_ht x_t / Σ_t α_ht over the entries of a matrix.</summary>
    public static double[,] AdaptiveMean(double[,] adjacency, double[,] directions, double[,] dense)
    {
        var mean = new double[dense.GetLength(0), dense.GetLength(1)];
        for (var h = 0; h < mean.GetLength(0); h++)
        {
            var weights = Enumerable.Range(0, mean.GetLength(0))
                .Select(t => adjacency[h, t] == 0 ? 0 : (Cosine(Row(directions, h), Row(directions, t)) + 1) / 2).ToArray();
            for (var c = 0; c < mean.GetLength(1) && weights.Sum() > 0; c++)
            {
                mean[h, c] = weights.Select((weight, t) => weight * dense[t, c]).Sum() / weights.Sum();
            }
        }

        return mean;
    }

    /// <summary>The gradient of a function of this array, which is changed in turn and left as it was.</summary>
    public static double[,] CentralDifferences(Func<double> function, double[,] at)
    {
        const double step = 1e-5;
        var gradient = new double[at.GetLength(0), at.GetLength(1)];
        for (var i = 0; i < at.GetLength(0); i++)
        {
            for (var j = 0; j < at.GetLength(1); j++)
            {
                var value = at[i, j];
                at[i, j] = value + step;
                var above = function();
                at[i, j] = value - step;
                gradient[i, j] = (above - function()) / (2 * step);
                at[i, j] = value;
            }
        }

        return gradient;
    }

    private double Contrast(double[,] anchors, double[,] partners, int[] rows) => rows.Sum(row =>
    {
        var all = rows.Sum(other => Math.Exp(Cosine(Row(anchors, row), Row(partners, other)) / Temperature));
        return Math.Log(all) - (Cosine(Row(anchors, row), Row(partners, row)) / Temperature);
    });

    private double[,] Intents(double[,] layer, double[,] userIntents, double[,] itemIntents)
    {
        var result = new double[layer.GetLength(0), layer.GetLength(1)];
        for (var node = 0; node < layer.GetLength(0); node++)
        {
            var intents = node < Train.UserCount ? userIntents : itemIntents; // (d, K)
            var row = Row(layer, node);
            var shares = Enumerable.Range(0, intents.GetLength(1)).Select(k => Math.Exp(Dot(row, Column(intents, k)))).ToArray();
            for (var c = 0; c < layer.GetLength(1); c++)
            {
                result[node, c] = Dot(shares, Row(intents, c)) / shares.Sum();
            }
        }

        return result;
    }

    private static double[,] Multiply(double[,] a, double[,] b)
    {
        var product = new double[a.GetLength(0), b.GetLength(1)];
        for (var i = 0; i < a.GetLength(0); i++)
        {
            for (var j = 0; j < b.GetLength(1); j++)
            {
                product[i, j] = Dot(Row(a, i), Column(b, j));
            }
        }

        return product;
    }

    private static double[,] Add(double[,] a, double[,] b)
    {
        var sum = (double[,])a.Clone();
        for (var i = 0; i < a.GetLength(0); i++)
        {
            for (var j = 0; j < a.GetLength(1); j++)
            {
                sum[i, j] += b[i, j];
            }
        }

        return sum;
    }

    private static double Cosine(double[] a, double[] b)
    {
        var lengths = Math.Sqrt(Dot(a, a) * Dot(b, b));
        return lengths == 0 ? 0 : Dot(a, b) / lengths;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Row(double[,] matrix, int row) => [.. Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[row, j])];

    private static double[] Column(double[,] matrix, int column) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i => matrix[i, column])];
}
