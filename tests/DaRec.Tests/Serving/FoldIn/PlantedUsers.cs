using DaRec.Data;
using DaRec.Serving;

namespace DaRec.Tests.Serving.FoldIn;

/// <summary>Users whose vectors are a known function of their items: a linear map of the weighted sum, and the columns of a text score.</summary>
internal sealed class PlantedUsers
{
    public const int Users = 200;
    public const int Items = 60;
    public const int Width = 6;
    public const int TextWidth = 3;
    public const double Exponent = 0.5;

    /// <summary>s, the scales of the text-score columns.</summary>
    public static readonly double[] Scales = [0.5, 0, 2];

    public PlantedUsers(int seed = 1, double userScale = 1, double itemScale = 1)
    {
        var random = new Random(seed);
        var vectors = new double[Items, Width + TextWidth];
        foreach (ref var value in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref vectors[0, 0], vectors.Length))
        {
            value = random.NextDouble() - 0.5;
        }

        Map = new double[Width, Width];
        for (var row = 0; row < Width; row++)
        {
            for (var column = 0; column < Width; column++)
            {
                Map[row, column] = (row == column ? 2 : 0) + (0.5 * (random.NextDouble() - 0.5));
            }
        }

        var pairs = Enumerable.Range(0, Users)
            .SelectMany(user => Enumerable.Range(0, 1 + random.Next(15)).Select(_ => (User: user, Item: random.Next(Items)))).ToArray();
        Training = Interactions.FromPairs([.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], Users, Items);
        var counts = Training.ItemDegrees();
        var users = new List<float[]>();
        for (var user = 0; user < Users; user++)
        {
            var own = Training.ItemsOf(user).ToArray();
            var row = new float[Width + TextWidth];
            var shares = own.Sum(item => 1 / Math.Sqrt(1.0 + counts[item]));
            for (var column = 0; column < Width; column++)
            {
                row[column] = (float)(userScale * Enumerable.Range(0, Width).Sum(k => Map[k, column] * own.Sum(item =>
                    vectors[item, k] * Math.Pow(1.0 + counts[item], -Exponent) / Math.Sqrt(own.Length))));
            }

            for (var column = 0; column < TextWidth; column++)
            {
                row[Width + column] = (float)(Scales[column]
                    * own.Sum(item => vectors[item, Width + column] / Math.Sqrt(1.0 + counts[item])) / shares);
            }

            users.Add(row);
        }

        UserVectors = VectorTable.FromRows(users);
        ItemVectors = VectorTable.FromRows([.. Enumerable.Range(0, Items).Select(item =>
            Enumerable.Range(0, Width + TextWidth)
                .Select(column => (float)(vectors[item, column] * (column < Width ? itemScale : 1))).ToArray())]);
    }

    public double[,] Map { get; }

    public Interactions Training { get; }

    public VectorTable UserVectors { get; }

    public VectorTable ItemVectors { get; }

    /// <summary>The collaborative columns of a table alone.</summary>
    public static VectorTable Collaborative(VectorTable table) =>
        VectorTable.FromRows([.. Enumerable.Range(0, table.Count).Select(row => table[row][..Width].ToArray())]);
}
