using System.Text.Json;
using System.Text.Json.Nodes;
using DaRec.Internal;

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

    /// <summary>The key of the methods that <c>compare</c> tunes and compares, each with ranges; verbs that take one method refuse it.</summary>
    public const string MethodsKey = "methods";

    private static readonly string[] OtherKeys = [DataKey, PresetKey, RecipeKey, CombinationsKey, MethodsKey, SourceKey, ResultKey];

    private readonly string _path;
    private readonly JsonObject _root;

    private SettingsFile(string path, JsonObject root) => (_path, _root) = (path, root);

    /// <summary>The folder of the data, or null.</summary>
    public string? Data => Text(DataKey);

    /// <summary>The preset's name, or null.</summary>
    public string? Preset => Text(PresetKey);

    /// <summary>The name of what DaRec's options start from, or null.</summary>
    public string? Recipe => Text(RecipeKey);

    /// <summary>The methods that it lists for a comparison; null where it lists none.</summary>
    /// <exception cref="UsageException">A method that does not exist, or a range that is no text.</exception>
    public IReadOnlyList<ListedMethod>? Methods =>
        _root[MethodsKey] is { } methods ? ListedMethod.Read(Section(methods, MethodsKey), $"{_path}: {MethodsKey}") : null;

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
            using var document = JsonDocument.Parse(File.ReadAllText(path), options);
            UnicodeJson.Check(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object && JsonObject.Create(document.RootElement.Clone()) is { } root
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
        catch (InvalidOperationException)
        {
            throw new UsageException($"{path}: expected text in Unicode, got half a character, such as \\ud800 alone.");
        }
    }

    /// <summary>What the file says of training; its sections are looked through, too.</summary>
    /// <exception cref="UsageException">A key that does not exist, or a section's value that does not fit.</exception>
    public IEnumerable<SettingText> Training()
    {
        foreach (var (key, value) in _root)
        {
            if (SectionOf(key) is { } method)
            {
                CheckKeys(method, Section(value, key), key);
            }
            else if (key == CombinationsKey)
            {
                CheckCombinations(Section(value, key));
            }
            else if (key == MethodsKey)
            {
                _ = Methods; // a wrong list is told wherever the file is used
            }
            else if (!OtherKeys.Contains(key))
            {
                yield return Text(FindTraining(key), value, key);
            }
        }
    }

    /// <summary>What the file says of the methods of a run; what it says of recommender and alignment together comes last.</summary>
    public IEnumerable<SettingText> Sections(TrainSettings run)
    {
        var methods = run.Methods;
        var both = $"{run.BackboneMethod.Key}+{run.AlignmentMethod.Key}";
        foreach (var (place, at) in new[] { (_root, ""), (_root[CombinationsKey]?[both] as JsonObject, $"{CombinationsKey}.{both}.") })
        {
            foreach (var method in methods)
            {
                foreach (var (name, value) in place?[method.Key] as JsonObject ?? [])
                {
                    yield return Text(method.Settings.First(setting => setting.Key == name), value, $"{at}{method.Key}.{name}");
                }
            }
        }
    }

    private static Method? SectionOf(string key) => Method.All.FirstOrDefault(method => method.Key == key);

    private SettingText Text(Setting setting, JsonNode? value, string path) =>
        new(setting, setting.Value.FromJson(value), $"{_path}: {path}");

    private void CheckCombinations(JsonObject combinations)
    {
        foreach (var (pair, value) in combinations)
        {
            var keys = pair.Split('+');
            if (keys.Length != 2 || keys.Any(key => SectionOf(key) is null or PlacementMethod))
            {
                throw new UsageException($"{_path}: expected a recommender and an alignment, lightgcn+darec for one, got \"{pair}\".");
            }

            foreach (var (key, section) in Section(value, pair))
            {
                var method = keys.Contains(key)
                    ? SectionOf(key)!
                    : throw new UsageException($"{_path}: expected sections for {keys[0]} and {keys[1]} in \"{pair}\", got \"{key}\".");
                CheckKeys(method, Section(section, key), $"{CombinationsKey}.{pair}.{key}");
            }
        }
    }

    private void CheckKeys(Method method, JsonObject section, string path)
    {
        foreach (var (name, value) in section)
        {
            var setting = Find(method.Settings, name, $"{path}.{name}");
            var text = Text(setting, value, $"{path}.{name}");
            setting.With(method.Defaults!, text.Text, text.Source); // to see whether it fits
        }
    }

    private Setting FindTraining(string key)
    {
        if (TrainingSettings.All.All(setting => setting.Key != key)
            && Method.All.FirstOrDefault(method => method.Settings.Any(setting => setting.Key == key)) is { } owner)
        {
            throw new UsageException($"{_path}: \"{key}\" belongs into a section: \"{owner.Key}\": {{ \"{key}\": … }}.");
        }

        return Find(TrainingSettings.All, key, key, [.. OtherKeys, .. Method.All.Select(method => method.Key)]);
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
