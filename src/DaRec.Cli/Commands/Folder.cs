using System.CommandLine;
using DaRec.Cli.Settings;
using DaRec.Embeddings;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Commands;

/// <summary>The folder of the data, which every verb takes.</summary>
internal static class Folder
{
    /// <summary>The names that files of embeddings may have.</summary>
    public static IReadOnlyList<string> EmbeddingFiles { get; } =
        ["item_emb.npy", "item_emb.safetensors", "user_emb.npy", "user_emb.safetensors"];

    /// <summary>The names of all files that figures depend on; texts are not among them.</summary>
    public static IReadOnlyList<string> DataFiles { get; } =
    [
        .. new[] { "trn", "val", "tst" }.SelectMany(part => new[] { ".npz", ".tsv", ".csv" }, (part, extension) => part + extension),
        "items.tsv",
        "users.tsv",
        .. EmbeddingFiles,
    ];

    // What says nothing without the files that it goes with, and something wrong with others.
    private static readonly string[] OtherFiles =
        ["item_text.tsv", "item_source.tsv", "user_text.tsv", "item_emb.manifest.json", "user_emb.manifest.json"];

    /// <summary>Refuses a folder with data: nobody's own are replaced by others, nor mixed with them.</summary>
    /// <exception cref="UsageException">There are some.</exception>
    public static void EnsureNoData(string directory, string option)
    {
        if (DataFiles.Concat(OtherFiles).FirstOrDefault(name => File.Exists(Path.Combine(directory, name))) is { } found)
        {
            throw new UsageException(
                $"{option} {directory}: {found} is there already; expected a folder without data. Name another, or remove its files.");
        }
    }

    /// <summary>Refuses to write into the folder of the data: a file of the same name would be replaced.</summary>
    /// <exception cref="UsageException">Both are one folder.</exception>
    public static void EnsureApart(string data, string? output, string option)
    {
        if (output is not null && Full(output) == Full(data))
        {
            throw new UsageException($"{option} {output} is the folder of the data; name another, {Path.Combine(output, "run")} for one.");
        }

        static string Full(string directory)
        {
            var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
            return Directory.Exists(path) ? Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
        }
    }

    /// <summary>Refuses tables without a manifest, which encode writes beside each of its own.</summary>
    /// <exception cref="UsageException">There is one.</exception>
    public static void EnsureEncoded(string directory, IEnumerable<string> names, string option, string remedy)
    {
        if (names.FirstOrDefault(IsForeign) is { } found)
        {
            throw new UsageException(
                $"{option} {directory}: {found} is there already, and encode has not made it: it has no manifest beside it. Move it away, "
                + $"name another folder, or add {remedy}.");
        }

        bool IsForeign(string name) =>
            Path.Combine(directory, name) is var path && File.Exists(path) && !File.Exists(EmbeddingManifest.PathFor(path));
    }

    /// <summary>The option <c>--data</c>.</summary>
    public static Option<string> Option() => new("--data")
    {
        HelpName = "DIR",
        Description =
            "Folder of the data: trn, val and tst (.npz, .tsv or .csv), item_emb and user_emb (.npy or .safetensors); " +
            "all but trn may be missing.",
    };

    /// <summary>
    /// The alignment that is asked for; where nobody asks, DaRec if the folder has embeddings of items or users and the recommender is
    /// trained and reads no texts itself.
    /// </summary>
    public static AlignmentKind Alignment(string? directory, TrainSettings asked) => asked.Align
        ?? (asked.BackboneMethod is { Fit: null, ReadsTexts: false } && HasTexts(directory) ? AlignmentKind.DaRec : AlignmentKind.None);

    /// <summary>Its name without its place, and the data's sizes.</summary>
    public static string Describe(string directory, Dataset data) =>
        $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)))}, " +
        $"{data.UserCount} users, {data.ItemCount} items, {data.Train.Count} training interactions";

    /// <summary>Opens it and passes on what there is to say about it.</summary>
    /// <exception cref="UsageException">There is no such folder.</exception>
    public static Dataset Open(string? directory, CliContext context, bool isQuiet = false)
    {
        if (directory is null)
        {
            throw new UsageException("Say where the data lie: --data DIR.");
        }

        if (!Directory.Exists(directory))
        {
            throw new UsageException($"There is no folder {directory} to --data.");
        }

        var data = DatasetFolder.Open(directory);
        foreach (var warning in isQuiet ? [] : data.Warnings)
        {
            context.Error.WriteLine($"warning: {warning}");
        }

        return data;
    }

    private static bool HasTexts(string? directory) =>
        directory is not null && EmbeddingFiles.Any(name => File.Exists(Path.Combine(directory, name)));
}
