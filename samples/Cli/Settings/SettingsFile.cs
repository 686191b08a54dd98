using System.Text.Json;
using System.Text.Json.Nodes;

namespace DaRec.Cli.Settings;

/// <summary>A configuration file: the settings of a run as JSON, comments allowed; what <c>train --out</c> writes is one.</summary>
internal sealed class SettingsFile
{
    /// <summary>The key of the alignment's options.</summary>
    public const string AlignmentKey = "darec";

    /// <summary>The key of the data's folder.</summary>
    public const string DataKey = "data";

    /// <summary>The key of the alignment's preset.</summary>
    public const string PresetKey = "preset";

    /// <summary>The key of what a run came to, which is of no concern to the next one.</summary>
    public const string ResultKey = "result";

    private readonly string _path;
    private readonly JsonObject _root;

    private SettingsFile(string path, JsonObject root) => (_path, _root) = (path, root);

    /// <summary>The folder of the data, or null.</summary>
    public string? Data => Text(DataKey);

    /// <summary>The preset's name, or null.</summary>
    public string? Preset => Text(PresetKey);

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">There is no such file, or it holds no JSON object.</exception>
    public static SettingsFile Load(string path)
    {
        var options = new JsonDocumentOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            AllowDuplicateProperties = false,
        };
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: options) is JsonObject root
                ? new SettingsFile(path, root)
                : throw new UsageException($"{path}: expected a JSON object, {{ \"epochs\": 300, … }}.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"There is no file {path} to --config.");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{path}: this is not JSON: {exception.Message}");
        }
    }

    /// <summary>Sets what the file says, on records that nobody else has yet.</summary>
    /// <exception cref="UsageException">A key that does not exist, or a value that does not fit; the message names it.</exception>
    public void Apply(
        TrainSettings training, IReadOnlyList<Setting> trainingSettings, DaRecOptions alignment, IReadOnlyList<Setting> alignmentSettings)
    {
        foreach (var (key, value) in _root)
        {
            if (key is DataKey or PresetKey or ResultKey)
            {
                continue;
            }

            if (key == AlignmentKey)
            {
                var section = value as JsonObject ?? throw new UsageException($"{_path}: expected an object for \"{key}\".");
                foreach (var (name, option) in section)
                {
                    Find(alignmentSettings, name, $"{AlignmentKey}.{name}").Set(alignment, option, $"{_path}: {AlignmentKey}.{name}");
                }
            }
            else if (alignmentSettings.Any(setting => setting.Key == key))
            {
                throw new UsageException($"{_path}: \"{key}\" belongs into \"{AlignmentKey}\": {{ \"{key}\": … }}.");
            }
            else
            {
                Find(trainingSettings, key, key, DataKey, PresetKey, AlignmentKey).Set(training, value, $"{_path}: {key}");
            }
        }
    }

    private Setting Find(IReadOnlyList<Setting> settings, string key, string shown, params string[] otherKeys) =>
        settings.FirstOrDefault(setting => setting.Key == key) ?? throw new UsageException(
            $"{_path}: there is no key \"{shown}\"; " +
            $"did you mean \"{Nearest.To(key, settings.Select(setting => setting.Key).Concat(otherKeys))}\"?");

    private string? Text(string key) => _root[key] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw new UsageException($"{_path}: expected a text for \"{key}\"."),
    };
}
