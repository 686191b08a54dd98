using DaRec.Data;
using DaRec.Tests.Testing;

namespace DaRec.Tests.Cli;

/// <summary>Data whose texts tell something, a run trained on them, and the service's folder that was exported from it.</summary>
public sealed class ServedRun : IDisposable
{
    public const int Users = 150;
    public const int Items = 120;

    private readonly TemporaryFolder _folder = new();

    public ServedRun()
    {
        Call(
            "generate", "--out", Data, "--user-count", $"{Users}", "--item-count", $"{Items}", "--interactions-per-user", "12", "--text-width",
            "16", "--text-noise", "0.1");
        Write("data/users.tsv", Lines(Users, number => $"u{number}"));
        Write("data/items.tsv", Lines(Items, number => $"i{number}"));
        Write("data/item_text.tsv", Lines(Items - 1, number => $"Thing {number}")); // the last one has none
        Call("train", "--data", Data, "--epochs", "20", "--learning-rate", "0.01", "--out", Run);
        Export = CallExport("--out", Service);
    }

    public string Data => _folder["data"];

    public string Run => _folder["run"];

    public string Service => _folder["service"];

    internal CliRun Export { get; }

    public string this[string name] => _folder[name];

    internal CliRun CallExport(params string[] more) => CliRun.Of(["export", "--run", Run, .. more]);

    public string Write(string name, string content)
    {
        File.WriteAllText(this[name], content);
        return this[name];
    }

    public Interactions Part(string name) => Interactions.ReadNpz(Path.Combine(Data, $"{name}.npz"));

    public void Dispose() => _folder.Dispose();

    private static string Lines(int count, Func<int, string> text) =>
        string.Concat(Enumerable.Range(0, count).Select(number => $"{number}\t{text(number)}\n"));

    private static void Call(params string[] args)
    {
        if (CliRun.Of(args) is { ExitCode: not 0 } failed)
        {
            throw new InvalidOperationException(failed.Error);
        }
    }
}
