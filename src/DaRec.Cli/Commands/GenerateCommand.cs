using System.CommandLine;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>generate</c>.</summary>
internal sealed class GenerateCommand
{
    private readonly CliContext _context;
    private readonly IReadOnlyList<Option<string>> _settings = SettingOptions.Of(new SyntheticOptions(), SyntheticSettings.All);
    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Required = true,
        Description = "Folder without data, where trn.npz, val.npz, tst.npz, item_emb.npy and user_emb.npy are written.",
    };

    private readonly Option<string> _seed = new("--seed")
    {
        HelpName = "N",
        Description = "Seed of all random numbers: the same command with the same seed writes the same files. [2023]",
    };

    private readonly Option<string> _threads = SharedOptions.Threads();

    private GenerateCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new GenerateCommand(context);
        var verb = new Verb(
            "generate",
            "Makes up data with a known answer: interactions and texts that have some factors in common.",
            "--out DIR [options]")
        {
            Aliases = { "plant" },
            Examples =
            [
                ("darec generate --out data/made-up", "1000 users and 1500 items, in seconds"),
                ("darec generate --out data/sparse --interactions-per-user 6 --text-noise 0.1 --seed 7",
                    "few interactions, and texts with little noise"),
                ("darec compare --data data/made-up", "what is gained with the texts"),
            ],
        };
        verb.AddGroup("Output [default]", command._out, command._seed, command._threads);
        verb.AddGroup("Data [default]", command._settings);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        SharedOptions.SetThreads(parsed, _threads);
        var typed = SettingOptions.Typed(parsed, SyntheticSettings.All, _settings);
        var options = (SyntheticOptions)SettingText.Apply(new SyntheticOptions(), SyntheticSettings.All, typed);
        var seed = Arguments.Seed(parsed.GetValue(_seed) ?? "2023", _seed.Name);
        var directory = parsed.GetRequiredValue(_out);
        Folder.EnsureNoData(directory, _out.Name);
        using var folder = Outputs.Open(directory, _out.Name, path => new OutputFolder(path))!;

        using var data = SyntheticData.Generate(options, seed);

        data.Train.WriteNpz(folder["trn.npz"]);
        data.Validation!.WriteNpz(folder["val.npz"]);
        data.Test!.WriteNpz(folder["tst.npz"]);
        Write(folder["item_emb.npy"], data.ItemEmbeddings!);
        Write(folder["user_emb.npy"], data.UserEmbeddings!);
        folder.Commit();
        _context.WriteLine(
            $"{data.UserCount} users, {data.ItemCount} items, {data.Train.Count} training, {data.Validation!.Count} validation and " +
            $"{data.Test!.Count} test interactions, texts {options.TextWidth} wide: {directory}");
        return CliProgram.Done;
    }

    private static void Write(string path, FrozenEmbeddings embeddings)
    {
        using var rows = embeddings.Block(0, embeddings.Count);
        NpyFile.Write(path, rows);
    }
}
