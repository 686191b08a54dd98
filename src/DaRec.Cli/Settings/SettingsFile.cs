using System.Text.Json;
using System.Text.Json.Nodes;

namespace DaRec.Cli.Settings;

/// <summary>A configuration file: the settings of a run as JSON, comments allowed; what <c>train --out</c> writes is one.</summary>
internal sealed class SettingsFile
{
    /// <summary>The key of the data's folder.</summary>
    public const string DataKey = "data";

    /// <summary>The key of the preset.</summary>
    public const string PresetKey = "preset";

    /// <summary>The key of what DaRec's options start from.</summary>
    public const string RecipeKey = "recipe";

    /// <summary>The key of sections for a recommender and an alignment together, each under <c>recommender+alignment</c>.</summary>
    public const string CombinationsKey = "combinations";

    /// <summary>The key of where the settings come from, for people.</summary>
    public const string SourceKey = "source";

    /// <summary>The key of what a run came to, which is of no concern to the next one.</summary>
    public const string ResultKey = "result";

    private static readonly string[] OtherKeys = [DataKey, PresetKey, RecipeKey, CombinationsKey, SourceKey, ResultKey];

    private readonly string _path;
    private readonly JsonObject _root;

    private SettingsFile(string path, JsonObject root) => (_path, _root) = (path, root);

    /// <summary>The folder of the data, or null.</summary>
    public string? Data => Text(DataKey);

    /// <summary>The preset's name, or null.</summary>
    public string? Preset => Text(PresetKey);

    /// <summary>The name of what DaRec's options start from, or null.</summary>
    public string? Recipe => Text(RecipeKey);

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

    /// <summary>Sets what the file says of training, on a record that nobody else has yet, and looks through its sections.</summary>
    /// <exception cref="UsageException">A key that does not exist, or a value that does not fit; the message names it.</exception>
    public void Apply(TrainSettings training, IReadOnlyList<Setting> settings, IReadOnlyList<MethodSettings> sections)
    {
        foreach (var (key, value) in _root)
        {
            if (sections.FirstOrDefault(section => section.Method.Key == key) is { } section)
            {
                CheckKeys(section, Section(value, key), key);
            }
            else if (key == CombinationsKey)
            {
                CheckCombinations(Section(value, key), sections);
            }
            else if (!OtherKeys.Contains(key))
            {
                var belongs = sections.Where(section => section.Settings.Any(setting => setting.Key == key)).ToList();
                if (belongs.Count > 0 && settings.All(setting => setting.Key != key))
                {
                    throw new UsageException(
                        $"{_path}: \"{key}\" belongs into a section: \"{belongs[0].Method.Key}\": {{ \"{key}\": … }}.");
                }

                Find(settings, key, key, [.. OtherKeys, .. sections.Select(section => section.Method.Key)])
                    .Set(training, value, $"{_path}: {key}");
            }
        }
    }

    /// <summary>Sets what the file says of a recommender and an alignment, on records that nobody else has yet.</summary>
    /// <exception cref="UsageException">A value that does not fit; the message names it.</exception>
    public void ApplySections(MethodSettings backbone, object backboneOptions, MethodSettings alignment, object? alignmentOptions)
    {
        var both = (_root[CombinationsKey] as JsonObject)?[$"{backbone.Method.Key}+{alignment.Method.Key}"] as JsonObject;
        foreach (var (place, at) in new[] { (_root, ""), (both, $"{CombinationsKey}.{backbone.Method.Key}+{alignment.Method.Key}.") })
        {
            foreach (var (method, target) in new[] { (backbone, backboneOptions), (alignment, alignmentOptions) })
            {
                foreach (var (name, value) in target is null ? [] : place?[method.Method.Key] as JsonObject ?? [])
                {
                    method.Settings.First(setting => setting.Key == name).Set(target!, value, $"{_path}: {at}{method.Method.Key}.{name}");
                }
            }
        }
    }

    private void CheckCombinations(JsonObject combinations, IReadOnlyList<MethodSettings> sections)
    {
        foreach (var (pair, value) in combinations)
        {
            var keys = pair.Split('+');
            foreach (var key in keys.Where(key => keys.Length != 2 || sections.All(section => section.Method.Key != key)))
            {
                throw new UsageException($"{_path}: expected a recommender and an alignment, lightgcn+darec for one, got \"{pair}\".");
            }

            foreach (var (key, section) in Section(value, pair))
            {
                var method = keys.Contains(key)
                    ? sections.First(candidate => candidate.Method.Key == key)
                    : throw new UsageException($"{_path}: expected sections for {keys[0]} and {keys[1]} in \"{pair}\", got \"{key}\".");
                CheckKeys(method, Section(section, key), $"{CombinationsKey}.{pair}.{key}");
            }
        }
    }

    private void CheckKeys(MethodSettings method, JsonObject section, string path)
    {
        foreach (var (name, value) in section)
        {
            // Set, to see whether the value fits, on a copy that nobody will use.
            Find(method.Settings, name, $"{path}.{name}").Check(method.Method.Defaults!, value, $"{_path}: {path}.{name}");
        }
    }

    private JsonObject Section(JsonNode? value, string key) =>
        value as JsonObject ?? throw new UsageException($"{_path}: expected an object for \"{key}\".");

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
