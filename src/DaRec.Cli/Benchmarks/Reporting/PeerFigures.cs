using System.Text.Json;
using System.Text.Json.Nodes;

namespace DaRec.Cli.Benchmarks.Reporting;

/// <summary>Figures of other libraries, as peers.py writes them.</summary>
/// <remarks><code>{ "threads": 2, "figures": { "epoch": { "name": "PyTorch 1.13", "seconds": 2.5 }, … } }</code></remarks>
internal sealed class PeerFigures
{
    private readonly Dictionary<string, PeerFigure> _figures;

    private PeerFigures(int threads, Dictionary<string, PeerFigure> figures) => (Threads, _figures) = (threads, figures);

    /// <summary>Threads that they were measured with.</summary>
    public int Threads { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">What peers.py wrote.</param>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static PeerFigures Read(string path)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!;
            return new PeerFigures(
                json["threads"]!.GetValue<int>(),
                json["figures"]!.AsObject().ToDictionary(
                    entry => entry.Key,
                    entry => new PeerFigure(entry.Value!["name"]!.GetValue<string>(), entry.Value["seconds"]!.GetValue<double>())));
        }
        catch (Exception exception) when (
            exception is JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                $"{path}: expected what peers.py --json writes: threads, and figures with name and seconds.", exception);
        }
    }

    /// <summary>The figure of this key, or null.</summary>
    /// <param name="key">What was measured.</param>
    public PeerFigure? Find(string key) => _figures.GetValueOrDefault(key);
}
