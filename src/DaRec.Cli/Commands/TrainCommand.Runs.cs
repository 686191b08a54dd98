using System.CommandLine;
using DaRec.Cli.Inspecting;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using DaRec.Recommenders.Data;
using TorchSharp;

namespace DaRec.Cli.Commands;

/// <content>A run, from what was asked for to what it writes.</content>
internal sealed partial class TrainCommand
{
    private void Fit(Request request, OutputFolder? folder, JsonFile? jsonFile)
    {
        var isQuiet = request.Parsed.GetValue(_quiet);
        if (!isQuiet)
        {
            Announce(request);
        }

        using var fitted = new FittedRun(request.Full, request.Settings, hasTest: !request.Parsed.GetValue(_noTest));
        fitted.Show(_context, isQuiet);
        fitted.Save(folder, jsonFile, isQuiet ? null : _context, request.Directory, request.Parsed.GetValue(_userMetrics));
    }

    private void Train(Request request, OutputFolder? folder, JsonFile? jsonFile)
    {
        var (parsed, full, settings) = (request.Parsed, request.Full, request.Settings);
        var (output, isQuiet) = (parsed.GetValue(_out), parsed.GetValue(_quiet));
        using var prepared = TrainingRun.Prepare(full, settings);
        var data = prepared ?? full;
        using var run = new TrainingRun(full, prepared, _watch.Begin(parsed, _context, data, settings, output, isQuiet), _context.Processes);
        if (!isQuiet)
        {
            Announce(request);
            TextNotes.Reduction(_context, full, prepared);
            TextNotes.Evidence(_context, run.Alignment);
            NewItemRun.Announce(_context, full, settings);
        }

        var settingsJson = SettingsCatalog.ToJson(settings);
        settingsJson.Insert(0, SettingsFile.DataKey, Path.GetFullPath(request.Directory));
        var checkpoints = output is null ? null : new RunCheckpoints(_context, output, settingsJson, request.CheckpointInterval);
        if (parsed.GetValue(_resume))
        {
            checkpoints!.Resume(run.Trainer, isQuiet);
        }

        using var result = TrainingProgress.Show(_context, settings.Trainer, isQuiet, progress =>
            checkpoints?.Train(run.Trainer, _watch.Join(progress)) ?? run.Trainer.Train(_watch.Join(progress), _context.Cancellation));
        using var placed = NewItemRun.Place(result, full, settings, run.Alignment);
        var (hasTest, device) = (!parsed.GetValue(_noTest), request.Device);
        var measured = new MeasuredUsers(settings.Trainer.ValidationUsers, TestUsers(parsed), hasTest, settings.Seed);
        var metrics = HeldOutMetrics.Of(data, placed.Ranked, device, measured, isQuiet ? _ => { } : _context.WriteLine);
        metrics.Show(_context);
        if (!isQuiet)
        {
            TrainOutput.Show(_context, result);
            checkpoints?.Show();
            if (metrics.Test is null)
            {
                _context.WriteLine(hasTest ? "There is no test part (tst) to measure on." : "The test part was not measured.");
            }
        }

        try
        {
            if (folder is not null)
            {
                _watch.Save(folder);
                TrainOutput.Save(
                    folder, placed, settingsJson, TrainOutput.Results(result, metrics, device), CurvesJson.Of(result.Epochs));
            }

            var summary = TrainOutput.Summary(
                result, metrics, placed.Ranked.Items.size(1), device, settingsJson, parsed.GetValue(_userMetrics));
            if (parsed.GetValue(_centers))
            {
                summary[CardsJson.Key] = CardsJson.Of(placed.Ranked, full, settings.Seed);
            }

            jsonFile?.Commit(summary);
        }
        catch (IOException)
        {
            checkpoints?.SayWhatStays();
            throw;
        }

        checkpoints?.Clear();
    }

    private int? TestUsers(ParseResult parsed) =>
        parsed.GetValue(_testUsers) is { } text and not "all" ? Arguments.Count(text, _testUsers.Name) : null;

    /// <summary>What was asked for, complete and checked.</summary>
    /// <param name="Parsed">The command line.</param>
    /// <param name="Directory">The data's folder.</param>
    /// <param name="Full">The data, with texts of their full width.</param>
    /// <param name="Asked">The settings as typed, in a file or in a preset.</param>
    /// <param name="Settings">All of them.</param>
    /// <param name="Device">Where it trains.</param>
    /// <param name="Moved">What was moved from the training part to be held out, in words; null for nothing.</param>
    /// <param name="CheckpointInterval">The least time between two checkpoints.</param>
    private sealed record Request(
        ParseResult Parsed,
        string Directory,
        Dataset Full,
        TrainSettings Asked,
        TrainSettings Settings,
        torch.Device Device,
        string? Moved,
        TimeSpan CheckpointInterval);
}
