using DaRec.NewItems;
using DaRec.Serving;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving;

public class ItemTextProjectionTests
{
    private const int TextWidth = 9;
    private const int Rank = 5;
    private const int Place = 4;
    private const int Known = 70;

    [Theory]
    [InlineData("ridge", 3, 0.37f)]
    [InlineData("ridge", 0, 1f)]
    [InlineData("neighbors", 3, 0.37f)]
    [InlineData("neighbors", 0, 0f)]
    public void Load_GivesWhatWasSaved_ToTheLastBit(string map, int textColumns, float level)
    {
        var saved = Projection(map, textColumns, level);
        var arrays = Saved(saved);

        var loaded = ItemTextProjection.Load(arrays);

        (loaded.TextWidth, loaded.VectorWidth, loaded.Kind).Should().Be((TextWidth, Place + textColumns, "text"));
        loaded.Projection.Level.Should().Be(level);
        Vectors(loaded).Should().Equal(Vectors(saved));
        Saved(loaded).Names.Should().Equal(arrays.Names);
    }

    [Theory]
    [InlineData("ridge")]
    [InlineData("neighbors")]
    public void Index_KeepsTheProjection_AndPlacesNewItemsWithIt(string map)
    {
        using var folder = new TemporaryFolder();
        var projection = Projection(map, textColumns: 3, level: 0.8f);
        var index = new Recommender(ServingMaterial.Contents(width: Place + 3) with { TextProjection = projection, FoldIn = null });
        var texts = VectorTable.FromArray(ServingMaterial.Normal(new Random(5), 2 * TextWidth), TextWidth);
        index.Save(folder["index"]);

        var extended = Recommender.Load(folder["index"]).WithItems(["new 1", "new 2"], texts);

        var expected = new float[2 * (Place + 3)];
        projection.Project([.. texts[0], .. texts[1]], 2, expected);
        float[] got = [.. extended.ItemVectors[300], .. extended.ItemVectors[301]];
        got.Should().Equal(expected);
    }

    [Theory]
    [InlineData("place_width", 3f, "array 'ridge_matrix' has shape (4, 5); expected (3, 5).")]
    [InlineData("place_width", 1.5f, "expected a whole number ≥ 1 as 'place_width', got 1.5.")]
    [InlineData("text_columns", 6f, "expected at most 5 text columns and a finite level ≥ 0, got 6 and 1.")]
    [InlineData("level", float.NaN, "expected at most 5 text columns and a finite level ≥ 0, got 3 and NaN.")]
    [InlineData("level", -1f, "expected at most 5 text columns and a finite level ≥ 0, got 3 and -1.")]
    public void Load_RefusesWhatDoesNotFit(string name, float value, string message)
    {
        var arrays = Saved(Projection("ridge", textColumns: 3, level: 1));
        var changed = new ComponentArrays();
        foreach (var kept in arrays.Names)
        {
            var array = arrays[kept];
            changed.Add(kept, kept == name ? [value] : array.Values, array.Shape);
        }

        var load = () => ItemTextProjection.Load(changed);

        load.Should().Throw<InvalidDataException>().WithMessage($"*{message}");
    }

    private static ComponentArrays Saved(ItemTextProjection projection)
    {
        var arrays = new ComponentArrays();
        projection.Save(arrays);
        return arrays;
    }

    private static float[] Vectors(ItemTextProjection projection)
    {
        const int count = 130; // more than a block
        var vectors = new float[count * projection.VectorWidth];
        projection.Project(ServingMaterial.Normal(new Random(4), count * TextWidth), count, vectors);
        return vectors;
    }

    private static ItemTextProjection Projection(string map, int textColumns, float level)
    {
        var random = new Random(7);
        float[] weights = [.. ServingMaterial.Normal(random, 3).Select(Math.Abs)];
        var keys = NeighborMap.KeysOf(ServingMaterial.Normal(random, Known * Rank), Known, weights);
        TextMap places = map == "ridge"
            ? new LinearMap(ServingMaterial.Normal(random, Place * Rank), ServingMaterial.Normal(random, Place))
            : new NeighborMap(weights, keys, ServingMaterial.Normal(random, Known * Place), Place, neighbors: 6);
        return new ItemTextProjection(new ItemProjection(
            ServingMaterial.Normal(random, TextWidth), ServingMaterial.Normal(random, Rank * TextWidth), places, Place, textColumns, level));
    }
}
