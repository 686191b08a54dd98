namespace DaRec.Tests.Testing;

/// <summary>The gradient of a function of a matrix by central differences, independent of torch.</summary>
internal static class NumericGradient
{
    public static double[,] Of(Func<double[,], double> function, double[,] at)
    {
        const double Step = 1e-5;
        var (moved, gradient) = ((double[,])at.Clone(), new double[at.GetLength(0), at.GetLength(1)]);
        for (var i = 0; i < at.GetLength(0); i++)
        {
            for (var j = 0; j < at.GetLength(1); j++)
            {
                moved[i, j] = at[i, j] + Step;
                var above = function(moved);
                moved[i, j] = at[i, j] - Step;
                gradient[i, j] = (above - function(moved)) / (2 * Step);
                moved[i, j] = at[i, j];
            }
        }

        return gradient;
    }
}
