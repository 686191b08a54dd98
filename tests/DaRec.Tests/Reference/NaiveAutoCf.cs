namespace DaRec.Tests.Reference;

/// <summary>AutoCF on dense arrays and in double precision, independent of torch; gradients are central differences.</summary>
internal static class NaiveAutoCf
{
    /// <summary>Attention of each node to those its row of the graph marks.</summary>
    public static double[,] Attend(bool[,] graph, double[,] queries, double[,] keys, double[,] values, int heads)
    {
        var (nodes, width) = (queries.GetLength(0), queries.GetLength(1));
        var result = new double[nodes, width];
        for (var row = 0; row < nodes; row++)
        {
            for (var head = 0; head < heads; head++)
            {
                var columns = Enumerable.Range(head * (width / heads), width / heads).ToArray();
                var neighbors = Enumerable.Range(0, nodes).Where(other => graph[row, other]).ToArray();
                var weights = neighbors
                    .Select(other => Math.Exp(Math.Clamp(columns.Sum(c => queries[row, c] * keys[other, c]), -10, 10))).ToArray();
                foreach (var c in columns)
                {
                    result[row, c] = neighbors.Zip(weights, (other, weight) => weight * values[other, c]).Sum() / (weights.Sum() + 1e-8);
                }
            }
        }

        return result;
    }

    /// <summary>E^C for one layer of attention whose weights are q, k and v.</summary>
    public static double[,] Propagate(double[,] encoder, bool[,] decoder, double[,] ids, int layers, double[][,] attention, int heads)
    {
        var (layer, sum) = (ids, (double[,])ids.Clone());
        for (var l = 0; l < layers; l++)
        {
            layer = Multiply(encoder, layer);
            Add(sum, layer);
        }

        Add(sum, Attend(decoder, Multiply(layer, attention[0]), Multiply(layer, attention[1]), Multiply(layer, attention[2]), heads));
        return sum;
    }

    /// <summary>The loss without the penalty and the scores.</summary>
    public static double Loss(double[,] embeddings, int userCount, (int User, int Positive, int Negative)[] batch, double contrastWeight)
    {
        var users = Enumerable.Range(0, userCount).ToArray();
        var items = Enumerable.Range(userCount, embeddings.GetLength(0) - userCount).ToArray();
        return batch.Average(triplet => LogSum(triplet.User, items) - Dot(triplet.User, userCount + triplet.Positive))
            + (contrastWeight * batch.Select(triplet => triplet.User).Distinct().Average(user => LogSum(user, users)))
            + (contrastWeight * batch.Select(triplet => userCount + triplet.Positive).Distinct().Average(item => LogSum(item, items)));

        double LogSum(int anchor, int[] candidates) => Math.Log(candidates.Sum(candidate => Math.Exp(Dot(anchor, candidate))));

        double Dot(int a, int b) => Enumerable.Range(0, embeddings.GetLength(1)).Sum(c => embeddings[a, c] * embeddings[b, c]);
    }

    /// <summary>log σ of each node's cosine with the sum over its walks of two steps to others, less that over its neighbours.</summary>
    public static double[] Scores(bool[,] graph, double[,] embeddings)
    {
        var (nodes, width) = (embeddings.GetLength(0), embeddings.GetLength(1));
        var scores = new double[nodes];
        for (var node = 0; node < nodes; node++)
        {
            var around = new double[width];
            foreach (var first in Neighbors(node))
            {
                AddTo(around, first, -1);
                foreach (var second in Neighbors(first).Where(second => second != node))
                {
                    AddTo(around, second, 1);
                }
            }

            var (dot, own, other) = (0.0, 0.0, 0.0);
            for (var c = 0; c < width; c++)
            {
                dot += around[c] * embeddings[node, c];
                own += embeddings[node, c] * embeddings[node, c];
                other += around[c] * around[c];
            }

            var cosine = other == 0 ? 0 : dot / Math.Sqrt(own * other);
            scores[node] = -Math.Log(1 + Math.Exp(-cosine));
        }

        return scores;

        IEnumerable<int> Neighbors(int node) => Enumerable.Range(0, nodes).Where(other => graph[node, other]);

        void AddTo(double[] sum, int node, double weight)
        {
            for (var c = 0; c < width; c++)
            {
                sum[c] += weight * embeddings[node, c];
            }
        }
    }

    /// <summary>The gradient of a function of a matrix by central differences.</summary>
    public static double[,] Gradient(Func<double[,], double> function, double[,] at)
    {
        const double step = 1e-5;
        var (moved, gradient) = ((double[,])at.Clone(), new double[at.GetLength(0), at.GetLength(1)]);
        for (var i = 0; i < at.GetLength(0); i++)
        {
            for (var j = 0; j < at.GetLength(1); j++)
            {
                moved[i, j] = at[i, j] + step;
                gradient[i, j] = function(moved);
                moved[i, j] = at[i, j] - step;
                gradient[i, j] = (gradient[i, j] - function(moved)) / (2 * step);
                moved[i, j] = at[i, j];
            }
        }

        return gradient;
    }

    private static double[,] Multiply(double[,] a, double[,] b)
    {
        var product = new double[a.GetLength(0), b.GetLength(1)];
        for (var i = 0; i < a.GetLength(0); i++)
        {
            for (var j = 0; j < b.GetLength(1); j++)
            {
                product[i, j] = Enumerable.Range(0, b.GetLength(0)).Sum(c => a[i, c] * b[c, j]);
            }
        }

        return product;
    }

    private static void Add(double[,] sum, double[,] values)
    {
        for (var i = 0; i < sum.GetLength(0); i++)
        {
            for (var c = 0; c < sum.GetLength(1); c++)
            {
                sum[i, c] += values[i, c];
            }
        }
    }
}
