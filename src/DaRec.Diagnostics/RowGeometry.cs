using DaRec.Internal;
using DaRec.Losses;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Diagnostics;

/// <summary>How rows lie on the unit sphere. A common scale changes nothing, nor does a rotation of all tables together.</summary>
public static class RowGeometry
{
    /// <summary>The mean cosine of two distinct rows, in [−1/(n − 1), 1]: 1 where all point the same way.</summary>
    /// <remarks><code>(‖Σ x̂ᵢ‖² − n) / (n (n − 1)),  x̂ = x / ‖x‖</code></remarks>
    /// <param name="rows">None of them zero, shape (n, d), n ≥ 2.</param>
    /// <exception cref="ArgumentException">Fewer rows, or NaN or infinity; the message names the row.</exception>
    public static double MeanCosine(Tensor rows)
    {
        using var measured = MeasuredTables.Measured(rows, 2);
        using var scope = NewDisposeScope();
        var n = (double)rows.size(0);
        return (HostReads.ToDouble(Rows.Normalize(measured).sum(0L).pow(Held(2)).sum()) - n) / (n * (n - 1));
    }

    /// <summary>Alignment (Wang and Isola, 2020): how far apart the two sides of an item are, in [0, 2ᵅ]; 0 where they are the same.</summary>
    /// <remarks><code>mean_i ‖x̂ᵢ − ŷᵢ‖ᵅ</code></remarks>
    /// <param name="a">Shape (n, d).</param>
    /// <param name="b">Shape (n, d), row i for the item of row i of <paramref name="a"/>.</param>
    /// <param name="power">α &gt; 0. Default 2.</param>
    /// <exception cref="ArgumentException">Another number or width of rows, or NaN or infinity; the message names the row.</exception>
    public static double Alignment(Tensor a, Tensor b, double power = 2)
    {
        Guard.Positive(power);
        using var tables = MeasuredTables.Of(a, b, 1);
        Guard.Width(b, a.size(1));
        using var scope = NewDisposeScope();
        return HostReads.ToDouble(Rows.Normalize(tables.A).sub(Rows.Normalize(tables.B)).norm(1, p: 2).pow(Held(power)).mean());
    }

    /// <summary>Uniformity (Wang and Isola, 2020), in [−4t, 0]: 0 where all rows are the same, lower where they spread.</summary>
    /// <remarks><code>log mean_{i≠j} exp(−t ‖x̂ᵢ − x̂ⱼ‖²)</code> as <see cref="UniformityLoss"/>, over all pairs, O(n² d) time and O(n d) memory.</remarks>
    /// <param name="rows">Shape (n, d), n ≥ 2.</param>
    /// <param name="temperature">t &gt; 0. Default 2.</param>
    /// <exception cref="ArgumentException">Fewer rows, or NaN or infinity; the message names the row.</exception>
    public static double Uniformity(Tensor rows, double temperature = UniformityLoss.DefaultTemperature)
    {
        using var measured = MeasuredTables.Measured(rows, 2);
        using var loss = new UniformityLoss(temperature);
        using var value = loss.call(measured);
        return HostReads.ToDouble(value);
    }

    /// <summary>The mean over rows of |cos(shared, specific)|, in [0, 1]: 0 where the two parts of each row are orthogonal.</summary>
    /// <remarks>The orthogonality term is the mean of its square. A zero row counts as 0.</remarks>
    /// <param name="shared">E_sh, shape (n, d).</param>
    /// <param name="specific">E_sp, shape (n, d).</param>
    /// <exception cref="ArgumentException">As <see cref="Alignment"/>.</exception>
    public static double PartsCosine(Tensor shared, Tensor specific)
    {
        using var tables = MeasuredTables.Of(shared, specific, 1);
        Guard.Width(specific, shared.size(1));
        using var scope = NewDisposeScope();
        return HostReads.ToDouble(Rows.Normalize(tables.A).mul(Rows.Normalize(tables.B)).sum(1).abs().mean());
    }
}
