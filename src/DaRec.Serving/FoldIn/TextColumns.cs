using System.Buffers;
using DaRec.Data;
using DaRec.Internal;

namespace DaRec.Serving.FoldIn;

/// <summary>The text-score columns of a user vector: those that <see cref="Evidence.TextEvidence.Append"/> adds.</summary>
/// <remarks>
/// <code>s ⊙ Σⱼ aⱼ tⱼ / Σⱼ aⱼ,  aⱼ = 1/√(1 + cⱼ)</code>
/// with tⱼ an item's text-score columns as training gave them, and s the same for all users. Items that were placed by their texts have
/// these columns times a factor that goes by their interactions; it is divided out.
/// </remarks>
internal sealed class TextColumns
{
    // Wide enough for vectors that were rounded to float16, far too narrow for columns that are anything else.
    private const double Tolerance = 0.01;

    private readonly float[] _scales; // s, (e)
    private readonly int _first;
    private readonly float[] _factors; // of items with 0, 1, … interactions; all others have 1

    private TextColumns(float[] scales, int first, float[] factors) => (_scales, _first, _factors) = (scales, first, factors);

    /// <summary>Recovers s, column by column, from trained users.</summary>
    /// <param name="users">User vectors, shape (n_u, w).</param>
    /// <param name="items">Item vectors, shape (n_i, w).</param>
    /// <param name="training">The training interactions.</param>
    /// <param name="first">Number of collaborative columns, which come before.</param>
    /// <param name="counts">Training interactions of each item.</param>
    /// <param name="factors">The factor of items with 0, 1, … interactions; all others have 1.</param>
    public static TextColumns Fit(
        VectorTable users, VectorTable items, Interactions training, int first, IReadOnlyList<int> counts, float[] factors)
    {
        var width = items.Width - first;
        var unscaled = new TextColumns([.. Enumerable.Repeat(1f, width)], first, factors);
        var (products, squares, total) = (new double[width], new double[width], new double[width]);
        var profile = new float[width];
        ForEachUser((user, own) =>
        {
            unscaled.Fold(own, items, counts, profile);
            for (var column = 0; column < width; column++)
            {
                double value = user[first + column];
                products[column] += value * profile[column];
                squares[column] += (double)profile[column] * profile[column];
                total[column] += value * value;
            }
        });

        // What is left of Σ (value − s · profile)².
        var left = 0.0;
        var scales = new float[width];
        for (var column = 0; column < width; column++)
        {
            scales[column] = squares[column] > 0 ? (float)(products[column] / squares[column]) : 0;
            left += Math.Max(0, total[column] - (scales[column] * products[column]));
        }

        return left <= Tolerance * Tolerance * total.Sum()
            ? new TextColumns(scales, first, factors)
            : throw new ArgumentException(
                $"The columns from {first} on are not those of a text score: of the users' values there, a share of "
                + $"{Math.Sqrt(left / total.Sum()):p1} is not explained by the texts of their training items. Check the number of "
                + "collaborative columns, and that the interactions are those of the training.",
                nameof(users));

        void ForEachUser(UserAction action)
        {
            for (var user = 0; user < training.UserCount; user++)
            {
                if (training.ItemsOf(user) is { IsEmpty: false } own)
                {
                    action(users[user], own);
                }
            }
        }
    }

    /// <summary>Computes the columns.</summary>
    /// <param name="history">Numbers of the items, ascending and distinct, at least one.</param>
    /// <param name="items">Item vectors, shape (n_i, w).</param>
    /// <param name="counts">Training interactions of each item.</param>
    /// <param name="target">Takes the columns, shape (e).</param>
    public void Fold(ReadOnlySpan<int> history, VectorTable items, IReadOnlyList<int> counts, Span<float> target)
    {
        var buffer = ArrayPool<double>.Shared.Rent(_scales.Length);
        var sum = buffer.AsSpan(0, _scales.Length);
        sum.Clear();
        var shares = 0.0;
        foreach (var item in history)
        {
            var share = 1 / Math.Sqrt(1.0 + counts[item]);
            shares += share;
            DoubleMath.AddScaled(sum, counts[item] < _factors.Length ? share / _factors[counts[item]] : share, items[item][_first..]);
        }

        for (var column = 0; column < sum.Length; column++)
        {
            target[column] = (float)(_scales[column] * (sum[column] / shares));
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    public void Save(ComponentArrays arrays)
    {
        arrays.Add("text_scales", _scales);
        arrays.Add("text_factors", [.. _factors, 1f]);
    }

    public static TextColumns Load(ComponentArrays arrays, int first, int width) =>
        new(arrays.Vector("text_scales", width), first, arrays.Vector("text_factors"));

    private delegate void UserAction(ReadOnlySpan<float> user, ReadOnlySpan<int> items);
}
