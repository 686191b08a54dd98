using System.Text.Json.Nodes;

namespace DaRec.Cli.Runs;

/// <summary>A training run that is to be done in a process of its own.</summary>
/// <param name="Name">Name of its file, without extension; no other run of the folder has it.</param>
/// <param name="Title">What it is called in text.</param>
/// <param name="Kind">Runs of one kind take about the same time.</param>
/// <param name="Settings">All settings, as <c>train --config</c> takes them, without the data's folder.</param>
/// <param name="MeasuresTest">Whether it measures on the test part.</param>
internal sealed record PlannedRun(string Name, string Title, string Kind, JsonObject Settings, bool MeasuresTest = true)
{
    /// <summary>Whether its result has the preference centres, too; no figure depends on it.</summary>
    public bool TellsCenters { get; init; }
}
