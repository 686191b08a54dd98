using DaRec.Diagnostics.Information;
using DaRec.Internal;
using MathNet.Numerics.Distributions;

namespace DaRec.Diagnostics.Theorems;

/// <summary>Distributions on which a bound of alignment's cost is most likely to break.</summary>
internal sealed class RandomJoints
{
    private readonly SeededRandom _random;
    private readonly (string Name, Func<double[,,]> Draw)[] _families;

    public RandomJoints(int seed)
    {
        _random = new SeededRandom(seed);
        _families =
        [
            ("Dirichlet, concentration 1", () => Dirichlet(Sizes(6), 1)),
            ("Dirichlet, concentration 0.05", () => Dirichlet(Sizes(6), 0.05)),
            ("sparse support", Sparse),
            ("support in blocks", Blocks),
            ("label a function of D", () => LabelOf((first, _, labels) => first % labels)),
            ("label a function of D and D′", () => LabelOf((first, second, labels) => (first + second) % labels)),
            ("D = D′", Equal),
            ("D′ a function of D", Coarser),
            ("sources nearly independent", NearlyIndependent),
            ("D′ independent of all", Useless),
            ("probabilities down to 1e-300", Tiny),
            ("values of probability 0", WithEmptyRows),
            ("label nearly certain", NearlyCertain),
            ("large", () => Dirichlet((Between(20, 40), Between(20, 40), Between(4, 10)), 0.02)),
        ];
    }

    /// <summary>The distribution of this number, and its kind; kinds take turns.</summary>
    public (string Family, FiniteJoint Joint) Next(int number)
    {
        var (name, draw) = _families[number % _families.Length];
        return (name, FiniteJoint.FromWeights(draw()));
    }

    private int Between(int least, int most) => _random.Next(least, most + 1);

    private (int First, int Second, int Labels) Sizes(int most) => (Between(1, most), Between(1, most), Between(1, most));

    // Gamma(a) is Gamma(a + 1) times U^(1/a), which serves the smallest concentrations too.
    private double Weight(double concentration) =>
        Math.Max(1e-300, Gamma.Sample(_random, concentration + 1, 1) * Math.Pow(1 - _random.NextDouble(), 1 / concentration));

    private double[,,] Dirichlet((int First, int Second, int Labels) sizes, double concentration) =>
        Fill(sizes, (_, _, _) => Weight(concentration));

    private double[,,] Sparse()
    {
        var share = _random.NextDouble();
        var weights = Fill(Sizes(7), (_, _, _) => _random.NextDouble() < share ? Weight(0.5) : 0);
        weights[0, 0, 0] += 1e-3; // never empty
        return weights;
    }

    private double[,,] Blocks()
    {
        var (sizes, blocks) = (Sizes(8), Between(2, 4));
        var weights = Fill(sizes, (first, second, _) => first % blocks == second % blocks ? Weight(0.3) : 0);
        weights[0, 0, 0] += 1e-3;
        return weights;
    }

    private double[,,] LabelOf(Func<int, int, int, int> function)
    {
        var sizes = Sizes(6);
        return Fill(sizes, (first, second, label) => label == function(first, second, sizes.Labels) ? Weight(1) : 0);
    }

    private double[,,] Equal()
    {
        var (count, _, labels) = Sizes(8);
        return Fill((count, count, labels), (first, second, _) => first == second ? Weight(0.5) : 0);
    }

    // K is then D′, and the theorem holds with equality.
    private double[,,] Coarser()
    {
        var (count, parts, labels) = (Between(2, 8), Between(1, 4), Between(2, 5));
        return Fill((count, parts, labels), (first, second, _) => second == first % parts ? Weight(0.5) : 0);
    }

    private double[,,] NearlyIndependent()
    {
        var (sizes, strength) = (Sizes(5), Math.Pow(10, -12 * _random.NextDouble()));
        var (p, q, r) = (Weights(sizes.First), Weights(sizes.Second), Weights(sizes.Labels));
        return Fill(sizes, (first, second, label) => p[first] * q[second] * r[label] * (1 + (strength * _random.NextDouble())));
    }

    // Δp is I(D;Y), K is constant, and the theorem holds with equality.
    private double[,,] Useless()
    {
        var sizes = Sizes(6);
        var (table, q) = (Weights(sizes.First * sizes.Labels), Weights(sizes.Second));
        return Fill(sizes, (first, second, label) => table[(first * sizes.Labels) + label] * q[second]);
    }

    private double[,,] Tiny()
    {
        var weights = Fill(Sizes(5), (_, _, _) => Math.Pow(10, -300 * Math.Pow(_random.NextDouble(), 2)));
        weights[0, 0, 0] = 1;
        return weights;
    }

    private double[,,] WithEmptyRows()
    {
        var sizes = (First: Between(2, 6), Second: Between(2, 6), Labels: Between(2, 6));
        var (first, second, label) = (Between(1, sizes.First - 1), Between(1, sizes.Second - 1), Between(1, sizes.Labels - 1));
        return Fill(sizes, (d, e, y) => d == first || e == second || y == label ? 0 : Weight(0.5));
    }

    private double[,,] NearlyCertain()
    {
        var (sizes, rest) = (Sizes(5), Math.Pow(10, -15 * _random.NextDouble()));
        return Fill(sizes, (_, _, label) => (label == 0 ? 1 : rest) * Weight(1));
    }

    private double[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => Weight(0.7))];

    private static double[,,] Fill((int First, int Second, int Labels) sizes, Func<int, int, int, double> weight)
    {
        var weights = new double[sizes.First, sizes.Second, sizes.Labels];
        for (var first = 0; first < sizes.First; first++)
        {
            for (var second = 0; second < sizes.Second; second++)
            {
                for (var label = 0; label < sizes.Labels; label++)
                {
                    weights[first, second, label] = weight(first, second, label);
                }
            }
        }

        return weights;
    }
}
