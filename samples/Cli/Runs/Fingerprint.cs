using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DaRec.Cli.Runs;

/// <summary>What a run's figures depend on, in short: data, settings and the program's version.</summary>
internal static class Fingerprint
{
    // All that a folder of data is read from, but for texts, which no figure depends on.
    private static readonly string[] DataFiles =
    [
        .. new[] { "trn", "val", "tst" }.SelectMany(part => new[] { ".npz", ".tsv", ".csv" }, (part, extension) => part + extension),
        "items.tsv",
        "users.tsv",
        "item_emb.npy",
        "user_emb.npy",
    ];

    /// <summary>The data, by the names and contents of their files.</summary>
    public static string OfData(string directory)
    {
        var lines = new StringBuilder();
        foreach (var name in DataFiles.Where(name => File.Exists(Path.Combine(directory, name))))
        {
            using var file = File.OpenRead(Path.Combine(directory, name));
            lines.Append(name).Append(' ').Append(Convert.ToHexStringLower(SHA256.HashData(file))).Append('\n');
        }

        return Of(lines.ToString());
    }

    /// <summary>A run on data.</summary>
    /// <param name="run">The run.</param>
    /// <param name="data">As <see cref="OfData"/> gives it.</param>
    public static string OfRun(PlannedRun run, string data) => Of(new JsonObject
    {
        ["version"] = typeof(Fingerprint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0],
        ["data"] = data,
        ["test"] = run.MeasuresTest,
        ["settings"] = run.Settings.DeepClone(),
    }.ToJsonString());

    private static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
