using System.Diagnostics;
using System.Globalization;

namespace DaRec.Cli.Fuzzing;

/// <summary>Feeds mutants of good files to a reader and counts what becomes of them.</summary>
/// <param name="folder">An empty folder to write into.</param>
/// <param name="seed">Seed of the mutants: the same seed and number make the same mutant.</param>
/// <param name="allocated">Bytes that were allocated so far.</param>
internal sealed class Fuzzer(string folder, int seed, Func<long> allocated)
{
    private const long AlwaysAllowed = 64L << 20;
    private const int MostPerByte = 100;
    private const int MostExamples = 5;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private readonly List<string> _examples = [];
    private readonly Dictionary<string, byte[]> _written = [];

    /// <summary>The mutant that is being read, for somebody who watches; null between formats.</summary>
    public (string Format, int Number, long Start)? Current { get; private set; }

    /// <summary>Where folders for mutants are made: in memory, where the system has such a place.</summary>
    public static string Root => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    /// <summary>Reads mutants of a format.</summary>
    /// <param name="target">The format.</param>
    /// <param name="mutants">How many.</param>
    /// <param name="first">Number of the first.</param>
    /// <param name="cancellation">Ends the run with an exception.</param>
    /// <exception cref="InvalidOperationException">A seed itself is not read.</exception>
    public FuzzRow Run(FuzzTarget target, int mutants, int first = 0, CancellationToken cancellation = default)
    {
        _examples.Clear();
        var row = new FuzzRow { Format = target.Name, Mutants = mutants };
        foreach (var whole in target.Seeds)
        {
            Write(target.Assemble(whole), isKept: false);
            if (Try(target) is { } problem)
            {
                throw new InvalidOperationException($"{target.Name}: a seed is not read: {problem}", problem);
            }
        }

        for (var number = first; number < first + mutants; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            Current = (target.Name, number, Stopwatch.GetTimestamp());
            row = Count(row, target, number);
        }

        Current = null;
        return row with { Examples = [.. _examples] };
    }

    private FuzzRow Count(FuzzRow row, FuzzTarget target, int number)
    {
        var length = Write(target.Assemble(Mutant(target, number)), !target.ChangesFiles);
        var (before, start) = (allocated(), Stopwatch.GetTimestamp());
        var problem = Try(target);
        var (bytes, time) = (allocated() - before, Stopwatch.GetElapsedTime(start));

        var isDocumented = problem is not null && target.IsDocumented(problem);
        var (isOther, isSlow) = (problem is not null && !isDocumented, time > Slow);
        var isFat = bytes > AlwaysAllowed + (MostPerByte * length);
        if ((isOther || isSlow || isFat) && _examples.Count < MostExamples)
        {
            _examples.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"mutant {number}: {problem?.GetType().Name ?? "accepted"} {Line(problem)} ({time.TotalSeconds:f2} s, {bytes >> 20} MB)"));
        }

        return row with
        {
            Accepted = row.Accepted + (problem is null ? 1 : 0),
            Documented = row.Documented + (isDocumented ? 1 : 0),
            Other = row.Other + (isOther ? 1 : 0),
            Slow = row.Slow + (isSlow ? 1 : 0),
            Fat = row.Fat + (isFat ? 1 : 0),
        };
    }

    private Dictionary<string, byte[]> Mutant(FuzzTarget target, int number)
    {
        var random = new Random(HashCode(seed, number));
        var parts = new Dictionary<string, byte[]>(target.Seeds[random.Next(target.Seeds.Count)]);
        var other = target.Seeds[random.Next(target.Seeds.Count)];
        string[] names = [.. (target.Mutated ?? [.. parts.Keys]).Where(parts.ContainsKey).Order(StringComparer.Ordinal)];
        var name = names[random.Next(names.Length)];
        var from = other.Values.ElementAt(random.Next(other.Count));
        parts[name] = Mutator.Apply(parts[name], from, random);
        return parts;
    }

    private Exception? Try(FuzzTarget target)
    {
        try
        {
            target.Read(folder);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private long Write(IReadOnlyDictionary<string, byte[]> files, bool isKept)
    {
        foreach (var (name, content) in files)
        {
            if (isKept && _written.GetValueOrDefault(name) == content)
            {
                continue; // the same array: a part that is no mutant
            }

            _written[name] = content;
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }

        return files.Values.Sum(content => (long)content.Length);
    }

    private static string Line(Exception? problem) => problem?.Message.Split('\n')[0] ?? "";

    // The same in every process, as System.HashCode is not.
    private static int HashCode(int seed, int number) => unchecked((seed * 1_000_003) + number);
}
