using MathNet.Numerics.Distributions;

namespace DaRec.Recommenders.Data;

/// <summary>The factors of made-up users or items, each normally distributed.</summary>
/// <param name="Shared">Of interactions and texts, (n, f).</param>
/// <param name="Collaborative">Of interactions alone, (n, f).</param>
/// <param name="Text">Of texts alone, (n, f).</param>
internal sealed record SyntheticFactors(double[,] Shared, double[,] Collaborative, double[,] Text)
{
    /// <summary>Draws them.</summary>
    public static SyntheticFactors Draw(int count, SyntheticOptions options, Random random) => new(
        Matrix(count, options.SharedFactors, random),
        Matrix(count, options.CollaborativeFactors, random),
        Matrix(count, options.TextFactors, random));

    /// <summary>Standard normal numbers.</summary>
    public static double[,] Matrix(int rows, int columns, Random random)
    {
        var matrix = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                matrix[i, j] = Normal.Sample(random, 0, 1);
            }
        }

        return matrix;
    }
}
