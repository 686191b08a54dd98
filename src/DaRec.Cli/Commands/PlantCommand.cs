using System.CommandLine;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>plant</c>.</summary>
internal sealed class PlantCommand
{
    // What says nothing without the files that it goes with, and something wrong with others.
    private static readonly string[] OtherFiles =
        ["item_text.tsv", "user_text.tsv", "item_emb.manifest.json", "user_emb.manifest.json"];

    private readonly CliContext _context;
    private readonly IReadOnlyList<Setting> _settings = Setting.Of(new SyntheticOptions());
    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Required = true,
        Description = "Writes trn.npz, val.npz, tst.npz, item_emb.npy and user_emb.npy here; a folder that holds no data yet.",
    };

    private readonly Option<string> _seed = new("--seed")
    {
        HelpName = "N",
        Description = "Seed of everything: the same command gives the same files. [2023]",
    };

    private PlantCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new PlantCommand(context);
        var verb = new Verb(
            "plant",
            "Makes up data with a known answer, to try things on: interactions and texts that have some factors in common.",
            "--out DIR [options]")
        {
            Examples =
            [
                ("darec plant --out data/planted", "a thousand users, in seconds"),
                ("darec plant --out data/sparse --interactions-per-user 6 --text-noise 0.1 --seed 7", "few interactions, telling texts"),
                ("darec compare --data data/planted", "what texts bring there"),
            ],
        };
        verb.AddGroup("Output [default]", command._out, command._seed);
        verb.AddGroup("What is planted [default]", [.. command._settings.Select(setting => setting.Option)]);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        var options = Read(parsed);
        var seed = Arguments.Seed(parsed.GetValue(_seed) ?? "2023", _seed.Name);
        var directory = parsed.GetRequiredValue(_out);
        EnsureNoData(directory);
        using var folder = Outputs.Open(directory, _out.Name, path => new OutputFolder(path))!;

        using var data = SyntheticData.Generate(options, seed);

        NpzInteractions.Write(folder["trn.npz"], data.Train);
        NpzInteractions.Write(folder["val.npz"], data.Validation!);
        NpzInteractions.Write(folder["tst.npz"], data.Test!);
        Write(folder["item_emb.npy"], data.ItemEmbeddings!);
        Write(folder["user_emb.npy"], data.UserEmbeddings!);
        folder.Commit();
        _context.WriteLine(
            $"{data.UserCount} users, {data.ItemCount} items, {data.Train.Count} training, {data.Validation!.Count} validation and " +
            $"{data.Test!.Count} test interactions, texts {options.TextWidth} wide: {directory}");
        return CliProgram.Done;
    }

    private SyntheticOptions Read(ParseResult parsed)
    {
        var options = new SyntheticOptions();
        foreach (var setting in _settings)
        {
            if (parsed.GetValue(setting.Option) is { } text)
            {
                setting.Set(options, text, setting.Option.Name);
            }
        }

        return options;
    }

    // Nobody's own data are replaced by made-up ones, nor mixed with them.
    private void EnsureNoData(string directory)
    {
        if (Folder.DataFiles.Concat(OtherFiles).FirstOrDefault(name => File.Exists(Path.Combine(directory, name))) is { } found)
        {
            throw new UsageException(
                $"{_out.Name} {directory}: {found} is there already; expected a folder without data. Name another, or remove its files.");
        }
    }

    private static void Write(string path, FrozenEmbeddings embeddings)
    {
        using var rows = embeddings.Block(0, embeddings.Count);
        NpyFile.Write(path, rows);
    }
}
