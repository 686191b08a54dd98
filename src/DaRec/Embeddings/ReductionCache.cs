using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DaRec.Embeddings;

/// <summary>Projections of tables in files beside them.</summary>
/// <remarks>
/// A projection is valid while its description names the same tables: their file names, lengths and times of last change. The
/// description goes first when a projection is replaced and comes last, so that a broken run leaves none that is wrong.
/// </remarks>
internal sealed class ReductionCache
{
    private readonly string[] _paths; // without extension
    private readonly string _key;

    private ReductionCache(string[] paths, string key) => (_paths, _key) = (paths, key);

    /// <summary>The cache of these tables; null where one of them is no file.</summary>
    public static ReductionCache? For(IReadOnlyList<FrozenEmbeddings> tables, long rank)
    {
        string[] sources = [.. tables.Select(table => table.Path).OfType<string>()];
        if (sources.Length < tables.Count)
        {
            return null;
        }

        var parts = sources.Select(source =>
        {
            var file = new FileInfo(source);
            return string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}");
        });
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        return new ReductionCache([.. sources.Select(PathOf)], Convert.ToHexStringLower(hash));

        // Named after what shares its basis, so that a table alone and the same in company do not take turns in one file.
        string PathOf(string source)
        {
            var others = sources.Where(other => other != source).Select(Path.GetFileNameWithoutExtension);
            var company = string.Concat(others.Select(other => $".with-{other}"));
            return string.Create(CultureInfo.InvariantCulture, $"{Path.ChangeExtension(source, null)}{company}.rank{rank}");
        }
    }

    /// <summary>The projections, if all of them are there and valid.</summary>
    public IReadOnlyList<FrozenEmbeddings>? TryOpen()
    {
        var opened = new List<FrozenEmbeddings>();
        try
        {
            foreach (var path in _paths)
            {
                if (Describe(path) is not { } description || description.Key != _key)
                {
                    opened.ForEach(table => table.Dispose());
                    return null;
                }

                opened.Add(FrozenEmbeddings.OpenProjection($"{path}.npy", description.VarianceKept));
            }

            return opened;
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
            foreach (var (path, table) in _paths.Zip(tables))
            {
                File.Delete($"{path}.json");
                NpyFile.Write($"{path}.npy", [table.Count, directions.Basis.size(1)], directions.Project(table));
                var temporary = $"{path}.json.{Path.GetRandomFileName()}";
                File.WriteAllText(temporary, JsonSerializer.Serialize(new Description(_key, directions.VarianceKept)));
                File.Move(temporary, $"{path}.json", overwrite: true);
            }

            return TryOpen();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Description? Describe(string path)
    {
        try
        {
            return File.Exists($"{path}.json") ? JsonSerializer.Deserialize<Description>(File.ReadAllText($"{path}.json")) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Description(string Key, double VarianceKept);
}
