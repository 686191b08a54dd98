namespace DaRec.Clustering;

/// <summary>The one-to-one assignment of rows to columns of least total cost.</summary>
/// <remarks>
/// Shortest augmenting paths with potentials (the Hungarian method): rows enter one by one, and for each a shortest path over
/// reduced costs u + v ≤ cost leads to a free column. O(k³) time, O(k) memory beside the matrix.
/// </remarks>
internal static class LinearAssignment
{
    public static long[] Solve(double[,] cost)
    {
        var k = cost.GetLength(0);
        var rowPotential = new double[k + 1];
        var columnPotential = new double[k + 1];
        var rowOf = new int[k + 1]; // the row of each column, one-based; column 0 is where a path starts
        for (var row = 1; row <= k; row++)
        {
            Augment(row);
        }

        var partners = new long[k];
        for (var column = 1; column <= k; column++)
        {
            partners[rowOf[column] - 1] = column - 1;
        }

        return partners;

        void Augment(int row)
        {
            var distance = new double[k + 1];
            Array.Fill(distance, double.PositiveInfinity);
            var previous = new int[k + 1];
            var visited = new bool[k + 1];
            rowOf[0] = row;
            var column = 0;
            do
            {
                visited[column] = true;
                var next = 0;
                var step = double.PositiveInfinity;
                for (var j = 1; j <= k; j++)
                {
                    if (visited[j])
                    {
                        continue;
                    }

                    var reduced = cost[rowOf[column] - 1, j - 1] - rowPotential[rowOf[column]] - columnPotential[j];
                    if (reduced < distance[j])
                    {
                        (distance[j], previous[j]) = (reduced, column);
                    }

                    if (distance[j] < step)
                    {
                        (step, next) = (distance[j], j);
                    }
                }

                for (var j = 0; j <= k; j++)
                {
                    if (visited[j])
                    {
                        rowPotential[rowOf[j]] += step;
                        columnPotential[j] -= step;
                    }
                    else
                    {
                        distance[j] -= step;
                    }
                }

                column = next;
            }
            while (rowOf[column] != 0);

            for (; column != 0; column = previous[column])
            {
                rowOf[column] = rowOf[previous[column]];
            }
        }
    }
}
