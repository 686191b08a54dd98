using System.Globalization;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Tuning;

/// <summary>The values that a search tries: a range for each setting that it may change.</summary>
/// <param name="Ranges">The ranges, in the order in which they were typed.</param>
internal sealed record SearchSpace(IReadOnlyList<SearchRange> Ranges)
{
    private const string Between = "..";

    // Draws of a trial that is there already before the search is taken to be through.
    private const int MostRepeats = 200;

    /// <summary>Reads <c>name=low..high</c> and <c>name=value,value,…</c>.</summary>
    /// <param name="texts">What was typed.</param>
    /// <param name="option">The option's name, for messages.</param>
    /// <param name="run">The settings that are searched around, complete.</param>
    /// <param name="decided">Settings that the search decides in another way, each with how.</param>
    /// <exception cref="UsageException">A setting that does not exist or does nothing here, or values that do not fit it.</exception>
    public static SearchSpace Parse(
        IReadOnlyList<string> texts,
        string option,
        TrainSettings run,
        IReadOnlyDictionary<Setting, string> decided)
    {
        var ranges = new List<SearchRange>();
        var around = run;
        foreach (var text in texts)
        {
            var source = $"{option} {text}";
            var range = Range(text, source, run, decided);
            foreach (var value in range.Extremes)
            {
                around = SettingsCatalog.With(around, range.Setting, value, $"{source}: --{range.Name}");
            }

            if (ranges.Any(other => other.Setting == range.Setting))
            {
                throw new UsageException($"{source}: {range.Name} is there twice; expected each once.");
            }

            ranges.Add(range);
        }

        return ranges.FirstOrDefault(range => SettingsCatalog.IsIdle(around, range.Setting)) is { } idle
            ? throw new UsageException($"{option}: --{idle.Name} does nothing here, for its term is off; expected an option that does.")
            : new SearchSpace(ranges);
    }

    /// <summary>Trials that all differ, fewer than asked for where there are no more.</summary>
    /// <remarks>The first ones are the same however many are asked for.</remarks>
    public IReadOnlyList<Trial> Draw(int count, int seed)
    {
        var random = new Random(seed);
        var trials = new List<Trial>();
        var drawn = new HashSet<string>();
        for (var repeats = 0; trials.Count < count && repeats < MostRepeats;)
        {
            string[] values = [.. Ranges.Select(range => range.Draw(random))];
            if (drawn.Add(string.Join(' ', values)))
            {
                trials.Add(new Trial(trials.Count + 1, [.. Ranges.Zip(values)]));
                repeats = 0;
            }
            else
            {
                repeats++;
            }
        }

        return trials;
    }

    private static SearchRange Range(
        string text, string source, TrainSettings run, IReadOnlyDictionary<Setting, string> decided)
    {
        if (text.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, { Length: > 0 } values])
        {
            throw new UsageException($"{source}: expected name=low..high or name=value,value,…");
        }

        var setting = Find(name.TrimStart('-'), source, run, decided);
        if (!values.Contains(Between, StringComparison.Ordinal))
        {
            // Lists of numbers have the commas within.
            var separator = setting.Value.IsList ? '/' : ',';
            var choices = values.Split(separator, StringSplitOptions.TrimEntries);
            return choices.Distinct().Count() == choices.Length
                ? new ChoiceRange(setting, choices)
                : throw new UsageException($"{source}: a value is there twice; expected each once.");
        }

        var ends = values.Split(Between, 2, StringSplitOptions.TrimEntries);
        return setting.Value.Type switch
        {
            var type when type == typeof(double) => Real(setting, ends, source),
            var type when type == typeof(int) || type == typeof(long) => Whole(setting, ends, source),
            _ => throw new UsageException($"{source}: {name} is no number; expected {name}=value,value,…"),
        };
    }

    private static Setting Find(
        string name, string source, TrainSettings run, IReadOnlyDictionary<Setting, string> decided)
    {
        var known = SettingsCatalog.Of(run).ToDictionary(setting => setting.Flag[2..]);
        if (known.TryGetValue(name, out var setting))
        {
            return decided.TryGetValue(setting, out var how) ? throw new UsageException($"{source}: {how}") : setting;
        }

        var exists = Method.All
            .Any(method => method.Settings.Any(other => other.Flag == $"--{name}"));
        var open = known.Where(pair => !decided.ContainsKey(pair.Value)).Select(pair => pair.Key);
        throw new UsageException(exists
            ? $"{source}: --{name} does nothing for {run.Title}; expected an option that does."
            : $"{source}: train has no option --{name}; did you mean {Nearest.To(name, open)}?");
    }

    private static WholeRange Whole(Setting setting, string[] ends, string source)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign;
        return int.TryParse(ends[0], Style, CultureInfo.InvariantCulture, out var low)
            && int.TryParse(ends[1], Style, CultureInfo.InvariantCulture, out var high)
            && low < high
            ? new WholeRange(setting, low, high)
            : throw new UsageException($"{source}: expected two whole numbers, the lower one first.");
    }

    private static RealRange Real(Setting setting, string[] ends, string source) =>
        double.TryParse(ends[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var low)
            && double.TryParse(ends[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var high)
            && double.IsFinite(low) && double.IsFinite(high) && low < high
            ? new RealRange(setting, low, high)
            : throw new UsageException($"{source}: expected two numbers, the lower one first.");
}
