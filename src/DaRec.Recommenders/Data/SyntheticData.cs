using DaRec.Embeddings;
using DaRec.Internal;
using MathNet.Numerics.Distributions;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Data;

/// <summary>Generates interactions and text embeddings that depend on common factors, so that texts are known to help.</summary>
/// <remarks>
/// Each user and item has shared factors (interactions and texts depend on them), collaborative factors (interactions alone) and
/// text factors (texts alone). A user draws items without replacement with probabilities in proportion to
/// <code>exp(strength · ⟨taste, item⟩ / √factors + log-popularity)</code>
/// Where there are more than 2²⁵ pairs of a user and an item, a user chooses among eight times as many items as the user takes, drawn by
/// popularity: time and memory are linear in users, items and interactions.
/// A text embedding is a random linear map of shared and text factors, plus noise and a mean common to all users or all items, scaled
/// to unit length.
/// </remarks>
/// <example>
/// <code>
/// using var data = SyntheticData.Generate(seed: 7);
/// using var backbone = new LightGcn(data.Train);
/// using var alignment = new DaRecAlignment(backbone, data);
/// </code>
/// </example>
public static class SyntheticData
{
    /// <summary>Generates a dataset and splits each user's items into training, validation and test at 3:1:1.</summary>
    /// <param name="userCount">Number of users, ≥ 2. Default 1000.</param>
    /// <param name="itemCount">Number of items, ≥ 2. Default 1500.</param>
    /// <param name="seed">Seed of everything random; the same seed gives the same data. Default 2023.</param>
    /// <returns>The three parts with embeddings of all items and users, to be disposed by the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two users or items.</exception>
    public static Dataset Generate(int userCount = 1000, int itemCount = 1500, int seed = 2023) => Generate(
        new SyntheticOptions { UserCount = Guard.AtLeast(userCount, 2), ItemCount = Guard.AtLeast(itemCount, 2) }, seed);

    /// <summary>The same with every strength and width, as the command <c>generate</c> has them.</summary>
    internal static Dataset Generate(SyntheticOptions options, int seed = 2023)
    {
        NativeTorch.Ensure();
        var random = new Random(seed);
        var users = SyntheticFactors.Draw(options.UserCount, options, random);
        var items = SyntheticFactors.Draw(options.ItemCount, options, random);
        var popularity = Enumerable.Range(0, options.ItemCount)
            .Select(_ => options.PopularitySpread * Normal.Sample(random, 0, 1)).ToArray();
        var interactions = SyntheticInteractions.Draw(users, items, popularity, options, random);
        var split = InteractionSplitter.Split(interactions, validation: 0.2, test: 0.2, seed);

        // One language for both kinds: users and items are written about in the same words.
        var language = SyntheticFactors.Matrix(options.SharedFactors + options.TextFactors, options.TextWidth, random);
        using var itemTexts = Texts(items, language, options, random);
        using var userTexts = Texts(users, language, options, random);
        return new Dataset(
            split.Train, split.Validation, split.Test, FrozenEmbeddings.FromTensor(itemTexts), FrozenEmbeddings.FromTensor(userTexts));
    }

    private static unsafe Tensor Texts(SyntheticFactors entities, double[,] language, SyntheticOptions options, Random random)
    {
        var (count, width) = (entities.Shared.GetLength(0), options.TextWidth);
        var factors = options.SharedFactors + options.TextFactors;
        var scale = 1 / Math.Sqrt(factors);
        var mean = SyntheticFactors.Matrix(1, width, random);
        var texts = empty(count, width);
        var target = (float*)TensorMemory.Address(texts);
        var row = new double[width];
        for (var entity = 0; entity < count; entity++, target += width)
        {
            for (var c = 0; c < width; c++)
            {
                row[c] = (0.7 * mean[0, c]) + (options.TextNoise * Normal.Sample(random, 0, 1));
                for (var f = 0; f < factors; f++)
                {
                    var factor = f < options.SharedFactors
                        ? entities.Shared[entity, f]
                        : entities.Text[entity, f - options.SharedFactors];
                    row[c] += scale * factor * language[f, c];
                }
            }

            var length = Math.Sqrt(row.Sum(value => value * value));
            for (var c = 0; c < width; c++)
            {
                target[c] = (float)(row[c] / length);
            }
        }

        return texts;
    }
}
