using DaRec.Embeddings;
using DaRec.Text.Internal;
using static TorchSharp.torch;

namespace DaRec.Cli.Fuzzing.Targets;

/// <summary>What is kept to save work: whatever became of it, the result is the same.</summary>
internal static class CacheTargets
{
    private const int Rank = 2;
    private const int Written = 4; // records
    private const string Table = "item_emb.npy";

    private static readonly UInt128 Fingerprint = 0x1234_5678;

    public static IEnumerable<FuzzTarget> Create()
    {
        var files = SeedFiles.Written(folder => Reduced(Write(folder), isCached: true));
        string[] cache = [.. files.Keys.Where(name => name != Table)];
        (float[] Values, double Kept) expected = ([], 0);
        SeedFiles.Written(folder => expected = Reduced(Write(folder), isCached: false));
        yield return new FuzzTarget("reduction cache", [files], folder =>
        {
            var (values, kept) = Reduced(Path.Combine(folder, Table), isCached: true);
            WrongAnswerException.Unless(kept == expected.Kept && values.SequenceEqual(expected.Values), "the projection is that of the table");
        })
        {
            Mutated = cache,
            ChangesFiles = true,
        };

        var log = SeedFiles.Written(folder =>
        {
            using var log = RecordLog.Create(Path.Combine(folder, "x.log"), Fingerprint);
            for (var number = 0; number < Written; number++)
            {
                log.Append((UInt128)number, new byte[10 * number]);
            }
        });
        yield return new FuzzTarget("work file and cache of answers", [log], ReadLog) { ChangesFiles = true };
    }

    private static string Write(string folder)
    {
        var path = Path.Combine(folder, Table);
        File.WriteAllBytes(path, SeedFiles.Npy("<f4", [8, 5], [.. Enumerable.Range(0, 8 * 5).Select(at => (float)Math.Sin(at * at))]));
        return path;
    }

    private static (float[] Values, double Kept) Reduced(string path, bool isCached)
    {
        using var scope = NewDisposeScope();
        using var table = FrozenEmbeddings.Open(path, Rank, cache: isCached);
        return (Internal.HostReads.ToArray<float>(table.Block(0, table.Count)), table.VarianceKept);
    }

    private static void ReadLog(string folder)
    {
        var path = Path.Combine(folder, "x.log");
        using (var log = RecordLog.OpenForReading(path, Fingerprint))
        {
            Check(log?.Records ?? []);
        }

        using (var log = RecordLog.OpenForAppending(path, Fingerprint))
        {
            Check(log.Records);
        }
    }

    private static void Check(IReadOnlyList<LogRecord> records) =>
        WrongAnswerException.Unless(
            records.All(record => record.Key < Written && record.Length == 10 * (int)record.Key),
            "records are some of those that were written"); // a file that has one twice, or lost one, does no harm: they are found by key
}
