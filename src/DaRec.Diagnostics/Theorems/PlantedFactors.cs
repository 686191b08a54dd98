using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Diagnostics.Theorems;

/// <summary>Two tables that are random mixtures of factors that are known: some shared, some of one side alone.</summary>
/// <remarks><code>D = [z_sh, z_c] M + noise,  D′ = [z_sh, z_l] M′ + noise</code></remarks>
internal sealed class PlantedFactors : IDisposable
{
    /// <summary>Width of D and D′.</summary>
    public const int Width = 16;

    private const int Factors = 4; // of each kind; independent, of variance 1

    private readonly bool[,] _signs; // (kind · Factors + factor, row): shared, collaborative, language

    private PlantedFactors(Tensor collaborative, Tensor language, bool[,] signs) =>
        (Collaborative, Language, _signs) = (collaborative, language, signs);

    /// <summary>D, shape (n, 16).</summary>
    public Tensor Collaborative { get; }

    /// <summary>D′, shape (n, 16).</summary>
    public Tensor Language { get; }

    /// <summary>Three labels that no task depends on, each 1 bit: the sign of another factor of each kind.</summary>
    public IReadOnlyList<int[]> Irrelevant => [Signs(2), Signs(Factors + 2), Signs((2 * Factors) + 2)];

    /// <summary>n rows, and as many others of the same mixtures.</summary>
    public static (PlantedFactors Train, PlantedFactors Measured) Draw(int rows, double noise, Generator generator)
    {
        using var scope = NewDisposeScope();
        var mixtures = Enumerable.Range(0, 2).Select(_ => Normal(2 * Factors, Width).div(Held(Math.Sqrt(2 * Factors)))).ToArray();
        return (Rows(), Rows());

        PlantedFactors Rows()
        {
            var factors = Enumerable.Range(0, 3).Select(_ => Normal(rows, Factors)).ToArray();
            var tables = mixtures.Select((mixture, side) => cat([factors[0], factors[side + 1]], 1).mm(mixture)
                .add(Normal(rows, Width), Held(noise)).DetachFromDisposeScope()).ToArray();
            var signs = new bool[3 * Factors, rows];
            for (var kind = 0; kind < 3; kind++)
            {
                var values = HostReads.ToArray<float>(factors[kind]);
                for (var at = 0; at < values.Length; at++)
                {
                    signs[(kind * Factors) + (at % Factors), at / Factors] = values[at] > 0;
                }
            }

            return new PlantedFactors(tables[0], tables[1], signs);
        }

        Tensor Normal(long count, long width) => randn([count, width], dtype: ScalarType.Float32, generator: generator);
    }

    /// <summary>R of each row.</summary>
    public int[] Labels(Theorem2Task task) => task == Theorem2Task.Shared
        ? Signs(0, 1)
        : Signs(0, Factors, 2 * Factors);

    public void Dispose()
    {
        Collaborative.Dispose();
        Language.Dispose();
    }

    private int[] Signs(params int[] factors) =>
    [
        .. Enumerable.Range(0, _signs.GetLength(1))
            .Select(row => factors.Aggregate(0, (label, factor) => (2 * label) + (_signs[factor, row] ? 1 : 0))),
    ];
}
