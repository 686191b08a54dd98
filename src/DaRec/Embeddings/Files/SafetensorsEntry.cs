using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace DaRec.Embeddings.Files;

/// <summary>One tensor of a <c>.safetensors</c> file.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Type">The format's name of the element type, such as <c>F32</c>.</param>
/// <param name="Shape">Length of each dimension; empty for a scalar.</param>
/// <param name="Begin">Its first byte, counted from the beginning of all data.</param>
/// <param name="End">The byte behind its last.</param>
internal sealed record SafetensorsEntry(string Name, string Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>The element type where it can be one of embeddings, else null.</summary>
    public ScalarType? FloatType => Type switch
    {
        "F16" => ScalarType.Float16,
        "BF16" => ScalarType.BFloat16,
        "F32" => ScalarType.Float32,
        "F64" => ScalarType.Float64,
        _ => null,
    };

    /// <summary>"'name' F32 (3, 4)".</summary>
    public override string ToString() => $"'{Name}' {Type} ({string.Join(", ", Shape)})";

    /// <summary>Reads the header's words on one tensor; where its data lie is right in itself, and not yet compared with others.</summary>
    /// <exception cref="InvalidDataException">A part that is missing or impossible.</exception>
    /// <exception cref="InvalidOperationException">Text that is no Unicode.</exception>
    public static SafetensorsEntry Parse(string name, JsonElement value, string source)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String)
        {
            throw Problem("has no text 'dtype'");
        }

        if (!value.TryGetProperty("shape", out var shapeList) || Numbers(shapeList) is not { } shape)
        {
            throw Problem("has no 'shape' that is a list of lengths of zero or more");
        }

        if (!value.TryGetProperty("data_offsets", out var offsets) || Numbers(offsets) is not [var begin, var end] || begin > end)
        {
            throw Problem("has no 'data_offsets' that are two bytes' numbers, the first not behind the second");
        }

        var entry = new SafetensorsEntry(name, type.GetString()!, shape, begin, end);
        if (ItemSize(entry.Type) is { } itemSize && ByteCount(shape, itemSize) is var expected && expected != end - begin)
        {
            throw Problem(string.Create(
                CultureInfo.InvariantCulture,
                $"has {end - begin} bytes of data; shape ({string.Join(", ", shape)}) of {entry.Type} needs {expected}"));
        }

        return entry;

        InvalidDataException Problem(string problem) => new($"{source}: tensor '{name}' {problem}.");

        long ByteCount(long[] lengths, int size)
        {
            try
            {
                return lengths.Aggregate((long)size, (product, length) => checked(product * length));
            }
            catch (OverflowException)
            {
                throw Problem($"has shape ({string.Join(", ", lengths)}), which is larger than any file");
            }
        }
    }

    private static long[]? Numbers(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var numbers = new long[list.GetArrayLength()];
        foreach (var (at, element) in list.EnumerateArray().Index())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out numbers[at]) || numbers[at] < 0)
            {
                return null;
            }
        }

        return numbers;
    }

    /// <summary>Bytes of one element; null for types that are not known, whose tensors others may need.</summary>
    private static int? ItemSize(string type) => type switch
    {
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" => 1,
        "U16" or "I16" or "F16" or "BF16" => 2,
        "U32" or "I32" or "F32" => 4,
        "U64" or "I64" or "F64" => 8,
        _ => null,
    };
}
