using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DaRec.Embeddings.Files;
using DaRec.Internal;

namespace DaRec.Embeddings.Reduction;

/// <summary>Projections of tables in files beside them.</summary>
/// <remarks>
/// A projection is valid while its description has the key of this version of the algorithm and of the contents of the same tables, its
/// own content's hash, and the same basis as the projections made together with it: a table that was replaced and a projection that was
/// damaged are found out, whatever their lengths and times. When a projection is replaced, its description is deleted first and written
/// last: an interrupted run leaves no description of other data.
/// </remarks>
internal sealed class ReductionCache
{
    private readonly string[] _paths; // without extension
    private readonly (long Count, int Width)[] _shapes;
    private readonly string _key;

    private ReductionCache(string[] paths, (long Count, int Width)[] shapes, string key) => (_paths, _shapes, _key) = (paths, shapes, key);

    /// <summary>The cache of these tables; null where one of them is no file.</summary>
    public static ReductionCache? For(IReadOnlyList<FrozenEmbeddings> tables, int rank)
    {
        if (tables.Any(table => table.Path is null))
        {
            return null;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', tables.Select(table => table.ContentHash))));
        string[] stems = [.. tables.Select(Stem)];
        return new ReductionCache(
            [.. stems.Select(PathOf)],
            [.. tables.Select(table => (table.Count, rank))],
            $"v{LeadingDirections.Version}-{Convert.ToHexStringLower(hash)}");

        // Named after what shares its basis, so that a table alone and the same in company do not take turns in one file.
        string PathOf(string stem)
        {
            var others = stems.Where(other => other != stem).Select(Path.GetFileName);
            var company = string.Concat(others.Select(other => $".with-{other}"));
            return string.Create(CultureInfo.InvariantCulture, $"{stem}{company}.rank{rank}");
        }
    }

    /// <summary>The table's file without its extension; a file of several tensors keeps it, with the tensor's name.</summary>
    private static string Stem(FrozenEmbeddings table)
    {
        if (table.TensorName is not { } name)
        {
            return Path.ChangeExtension(table.Path!, null);
        }

        // Any name is allowed there, but not as a file's.
        const int longest = 60;
        var isPlain = name.Length is > 0 and <= longest && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');
        var shown = isPlain ? name : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];
        return $"{table.Path}.{shown}";
    }

    /// <summary>The projections, if all of them are there and valid.</summary>
    public IReadOnlyList<FrozenEmbeddings>? TryOpen()
    {
        var opened = new List<FrozenEmbeddings>();
        try
        {
            ReductionDescription?[] descriptions = [.. _paths.Select(Describe)];
            if (descriptions[0] is not { Basis: not null, VarianceKept: >= 0 and <= 1 } first
                || first.Key != _key
                || descriptions.Any(other => other is null || other with { Content = first.Content } != first))
            {
                return null;
            }

            foreach (var path in _paths)
            {
                opened.Add(FrozenEmbeddings.OpenProjection($"{path}.npy", first.VarianceKept));
            }

            var isWhole = opened.Index().All(entry =>
                (entry.Item.Count, entry.Item.Width) == _shapes[entry.Index]
                && descriptions[entry.Index]!.Content == ContentOf(entry.Item, first.VarianceKept));
            if (isWhole)
            {
                return opened;
            }

            opened.ForEach(table => table.Dispose());
            return null;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            opened.ForEach(table => table.Dispose());
            return null;
        }
    }

    /// <summary>Writes and opens the projections; null where the folder cannot be written to.</summary>
    public IReadOnlyList<FrozenEmbeddings>? TryWrite(LeadingDirections directions, IReadOnlyList<FrozenEmbeddings> tables)
    {
        try
        {
            var basis = Hash(directions);
            foreach (var (path, table) in _paths.Zip(tables))
            {
                File.Delete($"{path}.json");
                NpyFile.Write($"{path}.npy", [table.Count, directions.Basis.size(1)], directions.Project(table));
                using var written = FrozenEmbeddings.OpenProjection($"{path}.npy", directions.VarianceKept);
                var description = new ReductionDescription(_key, directions.VarianceKept, basis, ContentOf(written, directions.VarianceKept));
                var json = JsonSerializer.Serialize(description, EmbeddingJson.Default.ReductionDescription);
                AtomicFile.WriteText($"{path}.json", writer => writer.Write(json));
            }

            return TryOpen();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Which basis it is: projections onto different ones must not be used together.</summary>
    private static string Hash(LeadingDirections directions)
    {
        using var basis = directions.Basis.contiguous();
        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(HostReads.ToArray<float>(basis))));
    }

    /// <summary>Of all that is taken from the files.</summary>
    private static string ContentOf(FrozenEmbeddings projection, double varianceKept) =>
        string.Create(CultureInfo.InvariantCulture, $"{projection.ContentHash}-{BitConverter.DoubleToInt64Bits(varianceKept):x16}");

    private static ReductionDescription? Describe(string path)
    {
        try
        {
            return File.Exists($"{path}.json")
                ? JsonSerializer.Deserialize(File.ReadAllText($"{path}.json"), EmbeddingJson.Default.ReductionDescription)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
