using DaRec.Data;
using DaRec.Tests.Testing;

namespace DaRec.Tests.Reference;

/// <summary>LightGCN on dense arrays, its gradient by hand, independent of torch.</summary>
internal static class NaiveLightGcn
{
    public static double[,] Adjacency(Interactions train)
    {
        var nodes = train.UserCount + train.ItemCount;
        var edges = train.Pairs().Select(pair => (pair.User, Item: train.UserCount + pair.Item)).ToArray();
        var degrees = new int[nodes];
        foreach (var (user, item) in edges)
        {
            degrees[user]++;
            degrees[item]++;
        }

        var adjacency = new double[nodes, nodes];
        foreach (var (user, item) in edges)
        {
            adjacency[user, item] = adjacency[item, user] = 1 / Math.Sqrt(degrees[user] * degrees[item]);
        }

        return adjacency;
    }

    /// <summary>Σ_{l=0…L} Âˡ E⁰.</summary>
    public static double[,] Propagate(double[,] adjacency, double[,] ids, int layers)
    {
        var (layer, sum) = (ids, (double[,])ids.Clone());
        for (var l = 0; l < layers; l++)
        {
            layer = Multiply(adjacency, layer);
            Add(sum, layer, 1);
        }

        return sum;
    }

    /// <summary>The loss of a batch and its gradient with respect to the id embeddings.</summary>
    public static (double Value, double[,] Gradient) Loss(
        double[,] adjacency, double[,] ids, int layers, double regularization, int userCount, (int User, int Positive, int Negative)[] batch)
    {
        var embeddings = Propagate(adjacency, ids, layers);
        var width = ids.GetLength(1);
        var value = ids.Cast<double>().Sum(x => regularization * x * x);
        var upstream = new double[ids.GetLength(0), width];
        foreach (var (user, positiveItem, negativeItem) in batch)
        {
            var (positive, negative) = (userCount + positiveItem, userCount + negativeItem);
            var margin = Enumerable.Range(0, width).Sum(c => embeddings[user, c] * (embeddings[positive, c] - embeddings[negative, c]));
            value += Math.Log(1 + Math.Exp(-margin)) / batch.Length;
            var slope = -1 / (1 + Math.Exp(margin)) / batch.Length;
            for (var c = 0; c < width; c++)
            {
                upstream[user, c] += slope * (embeddings[positive, c] - embeddings[negative, c]);
                upstream[positive, c] += slope * embeddings[user, c];
                upstream[negative, c] -= slope * embeddings[user, c];
            }
        }

        var gradient = Propagate(adjacency, upstream, layers); // Â is symmetric
        Add(gradient, ids, 2 * regularization);
        return (value, gradient);
    }

    private static double[,] Multiply(double[,] a, double[,] b)
    {
        var product = new double[a.GetLength(0), b.GetLength(1)];
        for (var i = 0; i < a.GetLength(0); i++)
        {
            for (var j = 0; j < a.GetLength(1); j++)
            {
                for (var c = 0; c < b.GetLength(1); c++)
                {
                    product[i, c] += a[i, j] * b[j, c];
                }
            }
        }

        return product;
    }

    private static void Add(double[,] sum, double[,] values, double weight)
    {
        for (var i = 0; i < sum.GetLength(0); i++)
        {
            for (var c = 0; c < sum.GetLength(1); c++)
            {
                sum[i, c] += weight * values[i, c];
            }
        }
    }
}
