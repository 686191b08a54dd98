using DaRec.Cli.Runs;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Fuzzing.Targets;

/// <summary>Settings and results of runs.</summary>
internal static class SettingTargets
{
    public static IEnumerable<FuzzTarget> Create()
    {
        yield return FuzzTarget.OfFile("settings", "c.json", [SeedFiles.Text(SettingsCatalog.ToJson(new TrainSettings()).ToJsonString()), SeedFiles.Text("""
            {
              // a comment
              "data": "folder", "epochs": 30, "batch": 1024, "learningRate": 1e-3, "seed": 5,
              "darec": { "sampleSize": 64 },
              "combinations": { "lightgcn+darec": { "lightgcn": { "layers": 2 } } },
            }
            """)], ReadSettings) with { IsDocumented = exception => exception is UsageException };

        var result = new RunResult(new System.Text.Json.Nodes.JsonObject
        {
            ["seconds"] = 1.5,
            ["epochs"] = 30,
            ["recall"] = new System.Text.Json.Nodes.JsonObject { ["20"] = 0.25 },
        });
        yield return FuzzTarget.OfFile("results of runs", "run.json", [SeedFiles.Text(result.Seal().ToJsonString())], path =>
        {
            // What is no result is a run to do again.
            var read = RunResult.Unseal(File.ReadAllText(path)) ?? throw new InvalidDataException("none");
            WrongAnswerException.Unless((read.Seconds, read.Epochs, read.Test("recall", 20)) == (1.5, 30, 0.25), "a result is what was kept");
        });
    }

    private static void ReadSettings(string path)
    {
        var file = SettingsFile.Load(path);
        _ = (file.Data, file.Preset, file.Recipe);
        var run = (TrainSettings)SettingText.Apply(new TrainSettings(), TrainingSettings.All, file.Training());
        foreach (var text in file.Sections(run))
        {
            run = SettingsCatalog.With(run, text.Setting, text.Text, text.Source);
        }

        SettingsCatalog.ToJson(run);
    }
}
