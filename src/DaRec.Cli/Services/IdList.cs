namespace DaRec.Cli.Services;

/// <summary>Ids that are typed with commas between, or stand in a file.</summary>
internal static class IdList
{
    private const int Shown = 8;

    /// <summary>Reads a file with an id a line where there is one of this name; otherwise the text's parts between commas.</summary>
    /// <exception cref="UsageException">There is no id.</exception>
    public static IReadOnlyList<string> Read(string text, string option) => File.Exists(text)
        ? ReadFile(text, option)
        : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } ids
            ? ids
            : throw new UsageException($"{option} {text}: expected ids with commas between, or a file with an id a line.");

    /// <summary>Reads a file with an id a line.</summary>
    /// <exception cref="UsageException">There is no such file, or it has no id.</exception>
    public static IReadOnlyList<string> ReadFile(string path, string option)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no file {path} to {option}.");
        }

        string[] ids = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return ids.Length > 0 ? ids : throw new UsageException($"{option} {path}: expected an id a line; the file has none.");
    }

    /// <summary>The first of some ids, for messages.</summary>
    public static string Names(IReadOnlyCollection<string> ids) =>
        string.Join(", ", ids.Take(Shown).Select(id => $"'{id}'")) + (ids.Count > Shown ? ", …" : "");
}
