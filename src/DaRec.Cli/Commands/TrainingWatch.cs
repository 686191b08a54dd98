using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Cli.Output;
using DaRec.Cli.Services;
using DaRec.Cli.Settings;
using DaRec.Diagnostics;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Training;

namespace DaRec.Cli.Commands;

/// <summary>What <c>train</c> is asked to watch while it trains: diagnostics every few epochs, and files for TensorBoard.</summary>
internal sealed class TrainingWatch
{
    private const string FolderName = "tensorboard";

    private readonly Option<string> _every = new("--diagnose-every")
    {
        HelpName = "N",
        Description = "Measures every N epochs how embeddings and texts stand to each other, and whether they have collapsed; at least 1. " +
            "Needs texts, and --out to keep the figures, in diagnostics.json. [not]",
    };

    private readonly Option<bool> _tensorBoard = new("--tensorboard")
    {
        Description = $"Writes event files for TensorBoard to the folder {FolderName} in --out.",
    };

    private DiagnosticsObserver? _observer;
    private TensorBoardLog? _log;

    /// <summary>The options, for a verb's help.</summary>
    public IEnumerable<Option> Options => [_every, _tensorBoard];

    /// <summary>The settings with those who watch.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="context">Where it says what is found.</param>
    /// <param name="data">Of the training.</param>
    /// <param name="settings">Of the training.</param>
    /// <param name="output">The folder of <c>--out</c>.</param>
    /// <param name="isQuiet">Whether nothing is said.</param>
    /// <exception cref="UsageException">Diagnostics without texts, or event files without a folder.</exception>
    public TrainSettings Begin(ParseResult parsed, CliContext context, Dataset data, TrainSettings settings, string? output, bool isQuiet)
    {
        if (parsed.GetValue(_tensorBoard))
        {
            _log = new TensorBoardLog(Path.Combine(output ?? throw new UsageException("Say where to: --tensorboard needs --out DIR."), FolderName));
        }

        if (parsed.GetValue(_every) is not { } text)
        {
            return settings;
        }

        if (data is { ItemEmbeddings: null, UserEmbeddings: null })
        {
            throw new UsageException($"{_every.Name} compares embeddings with texts, and the folder has none.");
        }

        _observer = new DiagnosticsObserver(data, Arguments.Count(text, _every.Name), report: record =>
        {
            _log?.Add(record);
            if (!isQuiet)
            {
                Say(context, record);
            }
        });
        return settings with { Trainer = settings.Trainer with { Observers = [_observer] } };
    }

    /// <summary>Passes reports on to the event files, too.</summary>
    public IProgress<EpochReport>? Join(IProgress<EpochReport>? progress) => _log is null ? progress : new Both(_log, progress);

    /// <summary>Adds what was found to the folder that is about to be committed.</summary>
    public void Save(OutputFolder folder)
    {
        if (_observer is not null)
        {
            JsonFile.Write(folder[RunFiles.Diagnostics], new JsonObject { ["records"] = DiagnosticsJson.Of(_observer.Records) });
        }
    }

    private static void Say(CliContext context, DiagnosticsRecord record)
    {
        context.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"epoch {record.Epoch,4}  {record.Embeddings}; {record.Seconds:0.00} s"));
        foreach (var warning in record.Warnings)
        {
            context.Error.WriteLine($"warning: {warning}");
        }
    }

    private sealed class Both(IProgress<EpochReport> first, IProgress<EpochReport>? second) : IProgress<EpochReport>
    {
        public void Report(EpochReport value)
        {
            first.Report(value);
            second?.Report(value);
        }
    }
}
