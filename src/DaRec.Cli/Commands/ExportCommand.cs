using System.CommandLine;
using System.Globalization;
using DaRec.Cli.Services;
using DaRec.Recommenders.Data;
using DaRec.Serving;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>export</c>.</summary>
internal sealed class ExportCommand
{
    private static readonly string[] Parts = ["trn", "val", "tst"];

    private readonly CliContext _context;
    private readonly Option<string> _data = ServiceSource.DataOption();

    private readonly Option<string> _run = new("--run")
    {
        HelpName = "DIR",
        Required = true,
        Description = "The folder that train --out wrote.",
    };

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Required = true,
        Description = "Where the service's folder appears, whole or not at all; an exported one there is replaced.",
    };

    private readonly Option<bool> _half = new("--half") { Description = "Writes vectors as float16, half the size of float32." };

    private readonly Option<string> _seen = new("--seen")
    {
        HelpName = "PART,…",
        Description = "The parts with what users have seen and are not shown again: trn, val, tst. [trn]",
    };

    private ExportCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new ExportCommand(context);
        var verb = new Verb(
            "export",
            "Writes one folder with all that a service needs of a run and its data: vectors, ids, titles, what users have seen, and " +
            "what gives new items and new users a vector. The package DaRec.Serving loads it without libtorch.",
            "--run DIR [--data DIR] --out DIR [options]")
        {
            Examples =
            [
                ("darec export --run runs/aligned --out service", "a run and the data that it was trained on"),
                ("darec export --run runs/aligned --data data/lastfm --seen trn,val,tst --half --out service",
                    "half the size; nothing that a user has taken in any part is shown again"),
            ],
        };
        verb.AddGroup("Options [default]", command._run, command._data, command._out, command._half, command._seen);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        var seen = SeenParts(parsed.GetValue(_seen) ?? Parts[0]);
        var directory = parsed.GetRequiredValue(_out);
        ServiceFolder.EnsureWritable(directory, _out.Name);
        var run = TrainedRun.Open(parsed.GetRequiredValue(_run), _run.Name);
        using var data = ServiceSource.OpenData(parsed.GetValue(_data), run, _context);
        EnsureParts(seen, data);

        var recommender = new ServiceBuilder(_context, run, data) { SeenParts = seen }.Build();
        recommender.Save(directory, parsed.GetValue(_half));

        Describe(directory, recommender, run, parsed.GetValue(_half));
        return CliProgram.Done;
    }

    private void Describe(string directory, Recommender recommender, TrainedRun run, bool isHalf)
    {
        _context.WriteLine(
            $"{recommender.UserCount} users, {recommender.ItemCount} items, vectors of width {recommender.Width} in " +
            $"float{(isHalf ? 16 : 32)}");
        _context.WriteLine($"people whom training has not seen: {(recommender.CanFoldIn ? "by their history" : "not answered")}");
        _context.WriteLine($"items that come later: {Later(recommender, run)}");
        FileInfo[] files = [.. new DirectoryInfo(directory).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal)];
        var width = files.Max(file => file.Name.Length);
        foreach (var file in files)
        {
            _context.WriteLine($"  {file.Name.PadRight(width)}  {Size(file.Length),9}");
        }

        _context.WriteLine($"{directory}: {files.Length} files, {Size(files.Sum(file => file.Length))}");
    }

    private string Later(Recommender recommender, TrainedRun run)
    {
        switch (run.Projection)
        {
            case null:
                return "by vectors of their own alone; train with --new-items projector to place them by their texts";
            case { Projection.Level: 0 }:
                _context.Error.WriteLine(
                    "warning: the texts tell nothing about the interactions of this run, so that new items get vectors of zeros.");
                break;
        }

        return $"by the embeddings of their texts, of width {recommender.TextWidth}" +
            (ServiceFolder.TextModel(recommender) is { } model ? $" by {model}" : "");
    }

    private string[] SeenParts(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        return parts.All(Parts.Contains) && parts.Distinct().Count() == parts.Length
            ? parts
            : throw new UsageException($"{_seen.Name} {text}: expected trn, val and tst, each once at most, with commas between.");
    }

    private void EnsureParts(string[] parts, Dataset data)
    {
        if (Array.Find(parts, part => (part == "val" && data.Validation is null) || (part == "tst" && data.Test is null)) is { } missing)
        {
            throw new UsageException($"{_seen.Name}: the data have no {missing}.npz, {missing}.tsv or {missing}.csv.");
        }
    }

    private static string Size(long bytes)
    {
        var (divisor, unit) = bytes switch
        {
            < 1_000_000 => (1e3, "kB"),
            < 1_000_000_000 => (1e6, "MB"),
            _ => (1e9, "GB"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / divisor:0.0} {unit}");
    }
}
