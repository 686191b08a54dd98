using System.CommandLine;
using DaRec.Cli.Measuring;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;
using DaRec.Cli.Studying;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Commands;

/// <summary>What the verbs <c>ablate</c>, <c>sweep</c> and <c>sparsity</c> have in common: variants, each trained with some seeds.</summary>
internal abstract class StudyCommand
{
    private readonly CliContext _context;
    private readonly SettingsCatalog _catalog = new();
    private readonly Option<string> _data = Folder.Option();
    private readonly Option<string> _config = SharedOptions.Config();
    private readonly Option<string> _jobs = SharedOptions.Jobs();
    private readonly Option<string> _threads = SharedOptions.Threads();
    private readonly Option<string> _device = SharedOptions.Device();

    private readonly Option<string> _seeds = SharedOptions.Seeds("variant");

    private readonly Option<string> _out;

    protected StudyCommand(CliContext context, string verb)
    {
        _context = context;
        _out = new("--out")
        {
            HelpName = "DIR",
            Description = $"Writes {verb}.json, {verb}.md and the plot {verb}.png here, and each finished run to runs/. The same command called " +
                "again does only the runs that are missing.",
        };
    }

    /// <summary>Fills a verb with the options that all studies have.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="own">Options of this one.</param>
    /// <param name="except">Settings that it varies itself.</param>
    protected Verb Complete(Verb verb, IReadOnlyList<Option> own, params Setting[] except)
    {
        verb.AddGroup("Study [default]", [_data, .. own, _seeds, _jobs, _threads, _device, _out]);
        verb.AddGroup("Settings of all runs", _catalog.Preset, _config);
        _catalog.AddTo(verb, [TrainingSettings.Seed, .. except]);
        verb.SetAction(parsed => Run(verb, parsed));
        return verb;
    }

    /// <summary>What is studied.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="settings">As typed, with texts.</param>
    /// <param name="alone">The same without.</param>
    /// <param name="data">The data.</param>
    /// <exception cref="UsageException">What cannot be studied.</exception>
    protected abstract (StudyKind Kind, IReadOnlyList<StudyVariant> Variants) Plan(
        ParseResult parsed, TrainSettings settings, TrainSettings alone, Dataset data);

    private int Run(Verb verb, ParseResult parsed)
    {
        var seeds = SharedOptions.SeedsOf(parsed, _seeds);
        var jobs = Arguments.Count(parsed.GetValue(_jobs) ?? "1", _jobs.Name);
        SharedOptions.SetThreads(parsed, _threads);
        var device = SharedOptions.DeviceOf(parsed, _device);
        var file = parsed.GetValue(_config) is { } config ? SettingsFile.Load(config) : null;
        _catalog.RefuseList(parsed, file);
        var asked = _catalog.ReadTraining(parsed, file);
        var directory = parsed.GetValue(_data) ?? file?.Data;
        var settings = _catalog.Complete(parsed, file, asked with { Align = Folder.Alignment(directory, asked) });
        var (kind, variants, data) = Open(parsed, directory, file, settings);
        using var session = new RunSession(_context, directory!, parsed.GetValue(_out), jobs, device);
        _context.WriteLine(data);
        _context.WriteLine(
            $"{settings.Title}: {variants.Count} variants, {seeds.Count} seed{(seeds.Count == 1 ? "" : "s")} each: {variants.Count * seeds.Count} runs" +
            SharedOptions.Named(device));

        // The first seed of all first: what cannot work shows early.
        (StudyVariant Variant, int Seed, PlannedRun Run)[] runs =
            [.. from seed in seeds from variant in variants select (variant, seed, variant.Plan(seed))];
        var outcomes = session.Run([.. runs.Select(run => run.Run)]);
        var finished = runs.Zip(outcomes).Where(pair => pair.Second.Result is not null).ToLookup(pair => pair.First.Variant);
        var study = new Study(
            kind,
            CommandLine.Of(verb, parsed),
            data,
            MachineDescription.Here(device) with { Threads = ChildProgram.Threads(jobs) },
            [
                .. variants.Where(finished.Contains).Select(variant => new StudyResult(
                    variant, finished[variant].ToDictionary(pair => pair.First.Seed, pair => pair.Second.Result!))),
            ],
            [.. outcomes.Where(outcome => outcome.Result is null)]);
        StudyReport.Show(_context, study);
        if (parsed.GetValue(_out) is { } output)
        {
            StudyReport.Save(_context, output, study);
        }

        return study.Failed.Count == 0 ? CliProgram.Done : CliProgram.Failed;
    }

    private (StudyKind Kind, IReadOnlyList<StudyVariant> Variants, string Data) Open(
        ParseResult parsed, string? directory, SettingsFile? file, TrainSettings settings)
    {
        if (settings.BackboneMethod.Fit is not null)
        {
            throw new UsageException($"{settings.BackboneMethod.Title} is computed, not trained; expected a recommender that texts can be aligned with.");
        }

        if (settings.Align == AlignmentKind.None)
        {
            throw new UsageException("There is nothing to study without texts; expected a folder that has embeddings, and --align darec for one.");
        }

        using var opened = Folder.Open(directory, _context);
        using var data = RunData.Of(opened, settings);
        TrainingRun.EnsureTexts(data, settings);
        if (data.Test is not { Count: > 0 })
        {
            throw new UsageException($"There is no test part (tst) in {directory} to measure on.");
        }

        var alone = _catalog.Complete(parsed, file, settings with { Align = AlignmentKind.None });
        var (kind, variants) = Plan(parsed, settings, alone, data);
        return (kind, variants, RunData.Describe(directory!, opened, data));
    }
}
