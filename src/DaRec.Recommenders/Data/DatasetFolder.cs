using DaRec.Data;
using DaRec.Embeddings;

namespace DaRec.Recommenders.Data;

/// <summary>Opens datasets that are folders of files.</summary>
/// <remarks>
/// <code>
/// trn, val, tst  .npz (scipy.sparse.save_npz, users × items) or .tsv or .csv (user, item, …); only trn is required
/// item_emb.npy   row i is the language embedding of item i; float16, float32 or float64; or item_emb.safetensors
/// user_emb.npy   likewise of user u
/// items.tsv      number⇥id of every item, numbers 0, 1, 2, … in order
/// users.tsv      likewise of every user
/// item_text.tsv  number⇥text or id⇥text, the titles or texts that lists show
/// item_source.tsv  likewise, the texts that were embedded, where they are others
/// user_text.tsv  likewise of users
/// </code>
/// Text files of interactions name users and items by ids; a header says which columns these are, and without one they are the first two.
/// Without items.tsv, items are numbered in the order in which trn first names them. Text files
/// with item_emb need items.tsv, and with user_emb users.tsv, because the rows of embeddings need a written order. Validation and test
/// interactions with unknown ids are skipped with a warning. A warning also says where an embedding's manifest
/// (<see cref="EmbeddingManifest"/>) belongs to other texts than those of the file that it names.
/// </remarks>
/// <example>
/// <code>
/// using var data = DatasetFolder.Open("data");
/// Console.WriteLine($"{data.UserCount} users, {data.ItemCount} items, {data.Train.Count} interactions");
/// </code>
/// </example>
public static class DatasetFolder
{
    private static readonly string[] PartExtensions = [".npz", ".tsv", ".csv"];
    private static readonly string[] EmbeddingExtensions = [".npy", ".safetensors"]; // the first that is there

    /// <summary>Opens a folder. Embeddings are mapped into memory, not read.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="options">Separator, header and columns of text files; null detects them. Other options are ignored.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">Files that are missing, malformed or do not fit together.</exception>
    public static Dataset Open(string directory, DelimitedOptions? options = null) => Open(directory, options, hasEmbeddings: true);

    /// <summary>Opens a folder and ignores its embeddings, to make them or to replace them.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="options">Separator, header and columns of text files; null detects them. Other options are ignored.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">Files that are missing, malformed or do not fit together.</exception>
    internal static Dataset OpenWithoutEmbeddings(string directory, DelimitedOptions? options = null) =>
        Open(directory, options, hasEmbeddings: false);

    private static Dataset Open(string directory, DelimitedOptions? options, bool hasEmbeddings)
    {
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"There is no folder {directory}.");
        }

        var trainPath = FindPart(directory, "trn")
            ?? throw new InvalidDataException($"{directory}: expected a training part trn.npz, trn.tsv or trn.csv; there is none.");
        string?[] heldOutPaths = [FindPart(directory, "val"), FindPart(directory, "tst")];
        var isText = !IsNpz(trainPath);
        if (heldOutPaths.Any(path => path is not null && IsNpz(path) == isText))
        {
            throw new InvalidDataException(
                $"{directory}: expected trn, val and tst all as .npz, which has numbers, or all as text, which has ids.");
        }

        List<string> warnings = [];
        var itemPath = hasEmbeddings ? FindEmbeddings(directory, "item_emb") : null;
        var userPath = hasEmbeddings ? FindEmbeddings(directory, "user_emb") : null;
        var users = LoadIds(directory, "users.tsv", userPath, isText);
        var items = LoadIds(directory, "items.tsv", itemPath, isText);
        Interactions train;
        Interactions?[] heldOut;
        if (isText)
        {
            options = (options ?? new DelimitedOptions()) with { UnknownUsers = ForTraining(users), UnknownItems = ForTraining(items) };
            train = Interactions.ReadDelimited(trainPath, users ??= new IdMap(), items ??= new IdMap(), options, warnings.Add);
            options = options with { UnknownUsers = UnknownIds.Skip, UnknownItems = UnknownIds.Skip };
            heldOut = Array.ConvertAll(
                heldOutPaths,
                path => path is null
                    ? null
                    : DelimitedInteractions.Read(path, users, items, options, warnings.Add, namesIgnored: false));
        }
        else
        {
            train = Interactions.ReadNpz(trainPath, warnings.Add);
            heldOut = Array.ConvertAll(heldOutPaths, path => path is null ? null : Interactions.ReadNpz(path, warnings.Add));
        }

        return Assemble(directory, train, heldOut, users, items, itemPath, userPath, warnings);
    }

    private static Dataset Assemble(
        string directory,
        Interactions train,
        Interactions?[] heldOut,
        IdMap? users,
        IdMap? items,
        string? itemPath,
        string? userPath,
        List<string> warnings)
    {
        FrozenEmbeddings? itemEmbeddings = null;
        FrozenEmbeddings? userEmbeddings = null;
        try
        {
            itemEmbeddings = itemPath is null ? null : FrozenEmbeddings.Open(itemPath);
            userEmbeddings = userPath is null ? null : FrozenEmbeddings.Open(userPath);
            warnings.AddRange(ChangedTexts.Warnings(directory, itemPath, itemEmbeddings, "item", items));
            warnings.AddRange(ChangedTexts.Warnings(directory, userPath, userEmbeddings, "user", users));
            return new Dataset(train, heldOut[0], heldOut[1], itemEmbeddings, userEmbeddings, users, items, warnings)
            {
                ItemTextPath = Existing(directory, "item_text.tsv"),
            };
        }
        catch (Exception exception)
        {
            itemEmbeddings?.Dispose();
            userEmbeddings?.Dispose();
            if (exception is ArgumentException)
            {
                throw new InvalidDataException($"{directory}: {exception.Message}", exception);
            }

            throw;
        }
    }

    private static IdMap? LoadIds(string directory, string idFile, string? embeddings, bool isText)
    {
        if (Existing(directory, idFile) is { } path)
        {
            return IdMap.Load(path);
        }

        if (isText && embeddings is not null)
        {
            throw new InvalidDataException(
                $"{directory}: {Path.GetFileName(embeddings)} comes with text files, whose ids have no numbers, so nobody can tell " +
                $"which row is whose. Write {idFile}, lines of number, tab and id, in the order of the rows.");
        }

        return null;
    }

    /// <summary>An id map that came with the data names all there is; embeddings have no row for others.</summary>
    private static UnknownIds ForTraining(IdMap? ids) => ids is null ? UnknownIds.Add : UnknownIds.Reject;

    private static string? FindPart(string directory, string name)
    {
        string[] found = [.. PartExtensions.Select(extension => Existing(directory, name + extension)).OfType<string>()];
        return found.Length <= 1
            ? found.SingleOrDefault()
            : throw new InvalidDataException(
                $"{directory}: expected one file {name}; found {string.Join(" and ", found.Select(Path.GetFileName))}.");
    }

    private static string? FindEmbeddings(string directory, string name) =>
        EmbeddingExtensions.Select(extension => Existing(directory, name + extension)).FirstOrDefault(path => path is not null);

    private static bool IsNpz(string path) => path.EndsWith(".npz", StringComparison.Ordinal);

    private static string? Existing(string directory, string file)
    {
        var path = Path.Combine(directory, file);
        return File.Exists(path) ? path : null;
    }
}
