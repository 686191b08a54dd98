using System.Text.Json;
using DaRec.Data;
using DaRec.Serving.Internal;

namespace DaRec.Serving.Files;

/// <summary>Reads an index from a folder.</summary>
internal sealed class RecommenderReader(string folder, RecommenderLoadOptions options)
{
    private RecommenderManifest _manifest = null!; // read first

    /// <summary>Reads all files.</summary>
    /// <exception cref="InvalidDataException">A file is missing, truncated, changed or of another version; the message names it.</exception>
    public IndexState Read()
    {
        _manifest = ReadManifest();
        foreach (var (name, expected) in _manifest.Files)
        {
            Check(name, expected);
        }

        try
        {
            return ContentsCheck.State(Contents(), options.Verify);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"{folder}: the files do not fit each other. {exception.Message}", exception);
        }
    }

    private RecommenderContents Contents()
    {
        var items = Vectors(FolderFiles.Items, _manifest.ItemCount);
        return new RecommenderContents
        {
            Items = items,
            Users = Vectors(FolderFiles.Users, _manifest.UserCount),
            ItemIds = _manifest.HasItemIds ? IdMap.Load(At(FolderFiles.ItemIds)) : null,
            UserIds = _manifest.HasUserIds ? IdMap.Load(At(FolderFiles.UserIds)) : null,
            ItemTitles = Has(FolderFiles.ItemTitles) ? NumberedTexts.Read(At(FolderFiles.ItemTitles), items.Count) : null,
            ItemCounts = NpyTable.ReadInts(At(FolderFiles.ItemCounts)),
            Seen = Has(FolderFiles.SeenOffsets) ? Seen(items.Count) : null,
            TextProjection = _manifest.TextProjection is { } projection ? TextProjection(projection) : null,
            FoldIn = _manifest.FoldIn is { } foldIn ? FoldIn(foldIn, items) : null,
            Settings = _manifest.Settings,
        };
    }

    private string At(string name) => _manifest.Files.ContainsKey(name)
        ? Path.Combine(folder, name)
        : throw new InvalidDataException($"{Path.Combine(folder, RecommenderManifest.FileName)}: it lists no {name}; save the index anew.");

    private bool Has(string name) => _manifest.Files.ContainsKey(name);

    private RecommenderManifest ReadManifest()
    {
        var path = Path.Combine(folder, RecommenderManifest.FileName);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"{path}: there is no such file; expected a folder that {nameof(Recommender)}.{nameof(Recommender.Save)} wrote.", path);
        }

        try
        {
            var bytes = File.ReadAllBytes(path);
            CheckVersion(path, bytes);
            return JsonSerializer.Deserialize(bytes, ManifestJson.Default.RecommenderManifest)
                is { DaRecVersion: not null, ElementType: not null, Files: not null } manifest
                && manifest.Files.Values.All(file => file?.Sha256 is not null)
                ? manifest
                : throw new JsonException("a member that must have a value is null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path}: expected the manifest of a saved index; {exception.Message} Save the index anew.", exception);
        }
    }

    // Before all else: another version may have other members.
    private static void CheckVersion(string path, byte[] bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        if (json.RootElement.ValueKind != JsonValueKind.Object
            || !json.RootElement.TryGetProperty("formatVersion", out var element) || !element.TryGetInt32(out var version))
        {
            throw new JsonException("it has no number formatVersion.");
        }

        if (version != RecommenderManifest.CurrentFormat)
        {
            throw new InvalidDataException(
                $"{path}: format {version}; this version reads format {RecommenderManifest.CurrentFormat}. Save the index anew, or load it " +
                "with the version of DaRec.Serving that saved it.");
        }
    }

    private void Check(string name, ManifestFile expected)
    {
        if (name.Length == 0 || name != Path.GetFileName(name))
        {
            throw new InvalidDataException($"{Path.Combine(folder, RecommenderManifest.FileName)}: '{name}' is no file of the folder.");
        }

        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{path}: the file is missing; save the index anew.");
        }

        var length = new FileInfo(path).Length;
        if (length != expected.Bytes)
        {
            throw new InvalidDataException(
                $"{path}: expected {expected.Bytes} bytes, got {length}; the file is truncated or was changed. Save the index anew.");
        }

        if (options.Verify && ManifestFile.Of(path).Sha256 is var hash && hash != expected.Sha256)
        {
            throw new InvalidDataException(
                $"{path}: the SHA-256 is {hash}, the manifest says {expected.Sha256}; the file is damaged or was changed. Save the index anew.");
        }
    }

    private VectorTable Vectors(string name, int count)
    {
        var path = At(name);
        var table = options.MapVectors && _manifest.ElementType == "float32" ? NpyTable.Map(path) : NpyTable.Read(path);
        return (table.Count, table.Width) == (count, _manifest.Width)
            ? table
            : throw new InvalidDataException(
                $"{path}: shape ({table.Count}, {table.Width}); the manifest says ({count}, {_manifest.Width}).");
    }

    private Interactions Seen(int itemCount)
    {
        try
        {
            return NpyTable.ReadInteractions(At(FolderFiles.SeenOffsets), At(FolderFiles.SeenItems), itemCount);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"{At(FolderFiles.SeenOffsets)} and {FolderFiles.SeenItems}: {exception.Message}", exception);
        }
    }

    private ITextProjection TextProjection(string kind)
    {
        var arrays = ComponentFile.Read(At(FolderFiles.TextProjection));
        return KnownComponents.TextProjection(kind, arrays)
            ?? options.ReadTextProjection?.Invoke(kind, arrays)
            ?? throw Unknown(FolderFiles.TextProjection, kind, nameof(options.ReadTextProjection));
    }

    private IUserFoldIn FoldIn(string kind, VectorTable items)
    {
        var arrays = ComponentFile.Read(At(FolderFiles.FoldIn));
        return KnownComponents.FoldIn(kind, arrays, items)
            ?? options.ReadFoldIn?.Invoke(kind, arrays, items)
            ?? throw Unknown(FolderFiles.FoldIn, kind, nameof(options.ReadFoldIn));
    }

    private InvalidDataException Unknown(string name, string kind, string option) => new(
        $"{Path.Combine(folder, name)}: kind '{kind}' is none that this version knows; make it in {nameof(RecommenderLoadOptions)}.{option}.");
}
