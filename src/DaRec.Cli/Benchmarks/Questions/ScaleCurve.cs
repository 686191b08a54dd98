using System.Globalization;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>Seconds against size.</summary>
/// <param name="Name">What takes them.</param>
/// <param name="Points">Sizes, ascending, with the seconds at each.</param>
internal sealed record ScaleCurve(string Name, IReadOnlyList<(int Size, double Seconds)> Points)
{
    /// <summary>The power of the size that seconds grow with: least squares in logarithms over the larger half of the sizes.</summary>
    public double Exponent
    {
        get
        {
            var half = Points.Skip((Points.Count - 1) / 2).Select(point => (X: Math.Log(point.Size), Y: Math.Log(point.Seconds))).ToArray();
            var (x, y) = (half.Average(point => point.X), half.Average(point => point.Y));
            return half.Sum(point => (point.X - x) * (point.Y - y)) / half.Sum(point => (point.X - x) * (point.X - x));
        }
    }

    /// <summary>The table's line.</summary>
    public IReadOnlyList<string> Cells() =>
        [Name, .. Points.Select(point => Shown(point.Seconds)), Exponent.ToString("0.00", CultureInfo.InvariantCulture)];

    private static string Shown(double seconds) => seconds >= 1
        ? seconds.ToString("0.0 's'", CultureInfo.InvariantCulture)
        : (seconds * 1000).ToString("0.00 'ms'", CultureInfo.InvariantCulture);
}
