namespace DaRec.Cli.Settings;

/// <summary>The presets that come with the program: configuration files in one folder.</summary>
internal static class PresetFolder
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Presets");

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = Directory.Exists(Root)
        ? [.. Directory.GetFiles(Root, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The preset of this name, or in this file.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static SettingsFile Load(string name) => Names.Contains(name)
        ? SettingsFile.Load(Path.Combine(Root, $"{name}.json"))
        : File.Exists(name)
            ? SettingsFile.Load(name)
            : throw new UsageException($"--preset {name}: expected one of {string.Join(", ", Names)}, or a file of settings.");
}
