using System.Diagnostics;
using System.Security.Cryptography;
using DaRec.Cli.Services;

namespace DaRec.Cli.Checking;

/// <summary>Trains once undisturbed, then again and again with kills, resuming each time, and compares the vectors byte for byte.</summary>
internal sealed class ResumeCheck : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("darec-check-").FullName;
    private readonly IReadOnlyList<string> _arguments;
    private readonly Random _random;
    private readonly TimeSpan _seconds;

    /// <summary>Trains undisturbed.</summary>
    /// <param name="arguments">The arguments of <c>train</c>, with its data.</param>
    /// <param name="seed">Of the moments.</param>
    public ResumeCheck(IReadOnlyList<string> arguments, int seed)
    {
        (_arguments, _random) = (arguments, new Random(seed));
        var watch = Stopwatch.StartNew();
        KilledRun.Of(Command("undisturbed"), "", after: null, isAimed: false);
        _seconds = watch.Elapsed;
    }

    /// <summary>Kills so far.</summary>
    public int Kills { get; private set; }

    /// <summary>Those of them that met a checkpoint half written.</summary>
    public int WhileSaving { get; private set; }

    /// <summary>Trainings that came to their end in spite of kills.</summary>
    public int Trainings { get; private set; }

    /// <summary>Those of them with the vectors of the undisturbed training, to the last byte.</summary>
    public int Equal { get; private set; }

    /// <summary>Kills so often, each second time at a checkpoint, and lets the last training end.</summary>
    public void Run(int kills, CancellationToken cancellation)
    {
        while (Kills < kills)
        {
            cancellation.ThrowIfCancellationRequested();
            var end = KilledRun.Of(Command("killed"), Checkpoints, _seconds * _random.NextDouble(), isAimed: Kills % 2 == 1);
            if (end == RunEnd.Done)
            {
                Compare();
                continue;
            }

            Kills++;
            WhileSaving += end == RunEnd.KilledWhileSaving ? 1 : 0;
        }

        KilledRun.Of(Command("killed"), Checkpoints, after: null, isAimed: false);
        Compare();
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Checkpoints => Path.Combine(_root, "killed", "checkpoints");

    private string[] Command(string name) =>
        ["train", .. _arguments, "--resume", "--out", Path.Combine(_root, name), "--checkpoint-every", "0", "--no-test"];

    private void Compare()
    {
        Trainings++;
        Equal += new[] { RunFiles.Users, RunFiles.Items }.All(file => Hash("undisturbed", file) == Hash("killed", file)) ? 1 : 0;
        Directory.Delete(Path.Combine(_root, "killed"), recursive: true);
    }

    private string Hash(string name, string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(_root, name, file))));
}
