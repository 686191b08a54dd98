using DaRec.Internal;

namespace DaRec.Cli.Tuning;

/// <summary>A file with a line for each trial that ended, in the order of the trials, whole at any time.</summary>
/// <param name="directory">The folder; null writes nothing.</param>
internal sealed class TrialLog(string? directory)
{
    private const string Name = "trials.jsonl";
    private readonly List<TrialResult> _earlier = [];
    private IReadOnlyList<TrialResult> _stage = [];

    /// <summary>Writes what the present stage has brought so far behind what earlier ones have.</summary>
    public void Write(IEnumerable<TrialResult> stage)
    {
        _stage = [.. stage];
        if (directory is not null)
        {
            AtomicFile.WriteText(Path.Combine(directory, Name), writer =>
            {
                foreach (var result in _earlier.Concat(_stage))
                {
                    writer.Write(result.ToJson().ToJsonString() + "\n");
                }
            });
        }
    }

    /// <summary>The present stage is over.</summary>
    public void EndStage()
    {
        _earlier.AddRange(_stage);
        _stage = [];
    }
}
