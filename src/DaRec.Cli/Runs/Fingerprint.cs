using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DaRec.Cli.Commands;
using DaRec.Recommenders.Models;

namespace DaRec.Cli.Runs;

/// <summary>What a run's figures depend on, in short: data, settings, device and the program itself.</summary>
internal static class Fingerprint
{
    // Builds are deterministic: the same code has the same identity, and a change of it another.
    private static readonly string Program = string.Join(' ', new[] { typeof(Fingerprint), typeof(Backbone), typeof(DaRecAligner) }
        .Select(type => type.Assembly.ManifestModule.ModuleVersionId));

    /// <summary>The data, by the names and contents of their files.</summary>
    public static string OfData(string directory)
    {
        var lines = new StringBuilder();
        foreach (var name in Folder.DataFiles.Where(name => File.Exists(Path.Combine(directory, name))))
        {
            using var file = File.OpenRead(Path.Combine(directory, name));
            lines.Append(name).Append(' ').Append(Convert.ToHexStringLower(SHA256.HashData(file))).Append('\n');
        }

        return Of(lines.ToString());
    }

    /// <summary>A run on data.</summary>
    /// <param name="run">The run.</param>
    /// <param name="data">As <see cref="OfData"/> gives it.</param>
    /// <param name="device">What it computes on.</param>
    /// <remarks>The device counts where it is a GPU; without one, a run is what it was before there was a choice.</remarks>
    public static string OfRun(PlannedRun run, string data, string device)
    {
        var json = new JsonObject
        {
            ["program"] = Program,
            ["data"] = data,
            ["test"] = run.MeasuresTest,
            ["settings"] = run.Settings.DeepClone(),
        };
        if (device != "cpu")
        {
            json["device"] = device;
        }

        return Of(json.ToJsonString());
    }

    /// <summary>What belongs to a file, settings and data, whatever program made it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="data">As <see cref="OfData"/> gives it.</param>
    public static string OfFile(string path, JsonObject settings, string data)
    {
        using var file = File.OpenRead(path);
        return Of($"{Convert.ToHexStringLower(SHA256.HashData(file))} {data} {settings.ToJsonString()}");
    }

    private static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
