using DaRec.Serving.Internal;

namespace DaRec.Serving;

/// <summary>What a part of an index is saved as: float32 arrays and numbers, each under a name.</summary>
public sealed class ComponentArrays
{
    private readonly SortedDictionary<string, ComponentArray> _arrays = new(StringComparer.Ordinal);

    /// <summary>The names, in order.</summary>
    public IReadOnlyCollection<string> Names => _arrays.Keys;

    internal string Source { get; init; } = "the component";

    /// <summary>Adds a vector or matrix.</summary>
    /// <param name="name">Its name: letters, digits and underscores.</param>
    /// <param name="values">Its elements, row by row; copied.</param>
    /// <param name="shape">Length of each dimension; none for a vector of all <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">A name that was added before or has other characters, or a shape of another size.</exception>
    public void Add(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
        {
            throw new ArgumentException($"Expected a name of letters, digits and underscores; got '{name}'.", nameof(name));
        }

        var added = new ComponentArray(shape.IsEmpty ? [values.Length] : shape.ToArray(), values.ToArray());
        if (added.Size != values.Length)
        {
            throw new ArgumentException(
                $"Expected {added.Size} values for shape ({string.Join(", ", added.Shape)}), got {values.Length}.", nameof(values));
        }

        if (!_arrays.TryAdd(name, added))
        {
            throw new ArgumentException($"The array '{name}' was added before.", nameof(name));
        }
    }

    /// <summary>Adds a number; it is kept in float32.</summary>
    /// <param name="name">Its name: letters, digits and underscores.</param>
    /// <param name="value">The number.</param>
    public void Add(string name, float value) => Add(name, [value]);

    /// <summary>Returns a vector.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">The length that is expected.</param>
    /// <exception cref="InvalidDataException">There is no vector of this name and length.</exception>
    public float[] Vector(string name, int length) => Of(name, [length]).Values;

    /// <summary>Returns a vector of any length.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is no vector of this name.</exception>
    public float[] Vector(string name)
    {
        var array = Of(name, null);
        return array.Shape is [_]
            ? array.Values
            : throw new InvalidDataException($"{Source}: array '{name}' has {array.Shape.Length} dimensions; expected a vector.");
    }

    /// <summary>Returns a matrix, row by row.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <exception cref="InvalidDataException">There is no matrix of this name.</exception>
    public float[] Matrix(string name, out int rows, out int columns)
    {
        var array = Of(name, null);
        (rows, columns) = array.Shape is [var first, var second]
            ? (first, second)
            : throw new InvalidDataException($"{Source}: array '{name}' has {array.Shape.Length} dimensions; expected a matrix.");
        return array.Values;
    }

    /// <summary>Returns a number.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is no number of this name.</exception>
    public float Number(string name) => Vector(name, 1)[0];

    internal ComponentArray this[string name] => _arrays[name];

    private ComponentArray Of(string name, int[]? shape)
    {
        if (!_arrays.TryGetValue(name, out var array))
        {
            throw new InvalidDataException($"{Source}: there is no array '{name}', only: {string.Join(", ", Names)}.");
        }

        return shape is null || shape.AsSpan().SequenceEqual(array.Shape)
            ? array
            : throw new InvalidDataException(
                $"{Source}: array '{name}' has shape ({string.Join(", ", array.Shape)}); expected ({string.Join(", ", shape)}).");
    }
}
