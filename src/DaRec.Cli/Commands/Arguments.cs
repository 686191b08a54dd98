using System.Globalization;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Commands;

/// <summary>Values of options that are no settings of a run.</summary>
internal static class Arguments
{
    /// <summary>Choices of an enumeration.</summary>
    /// <exception cref="UsageException">One that does not exist, or twice.</exception>
    public static IReadOnlyList<T> Kinds<T>(string text, string option)
        where T : struct, Enum => Of(text, option, name => Kind<T>(name, option, text));

    /// <summary>A choice of an enumeration.</summary>
    /// <exception cref="UsageException">It does not exist.</exception>
    public static T Kind<T>(string text, string option)
        where T : struct, Enum => Kind<T>(text, option, text);

    /// <summary>Seeds.</summary>
    /// <exception cref="UsageException">One that is no whole number, or twice.</exception>
    public static IReadOnlyList<int> Seeds(string text, string option) => Of(text, option, seed =>
        int.TryParse(seed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UsageException($"{option} {text}: expected whole numbers with commas between, 1,2,3 for one."));

    /// <summary>A seed.</summary>
    /// <exception cref="UsageException">It is no whole number.</exception>
    public static int Seed(string text, string option) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new UsageException($"{option} {text}: expected a whole number.");

    /// <summary>A count.</summary>
    /// <exception cref="UsageException">It is no whole number ≥ 1.</exception>
    public static int Count(string text, string option) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1
            ? count
            : throw new UsageException($"{option} {text}: expected a whole number ≥ 1.");

    /// <summary>A count that may be 0.</summary>
    /// <exception cref="UsageException">It is no whole number ≥ 0.</exception>
    public static int CountOrNone(string text, string option) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new UsageException($"{option} {text}: expected a whole number ≥ 0.");

    /// <summary>A weight.</summary>
    /// <exception cref="UsageException">It is no finite number ≥ 0.</exception>
    public static double Weight(string text, string option) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && double.IsFinite(weight) && weight >= 0
            ? weight
            : throw new UsageException($"{option} {text}: expected a number ≥ 0.");

    /// <summary>Weights.</summary>
    /// <exception cref="UsageException">One that is no finite number ≥ 0, or twice.</exception>
    public static IReadOnlyList<double> Weights(string text, string option) => Of(text, option, weight => Weight(weight, option));

    /// <summary>A number of seconds.</summary>
    /// <exception cref="UsageException">It is no number ≥ 0 of at most a year.</exception>
    public static TimeSpan Seconds(string text, string option) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= 31e6
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"{option} {text}: expected a number of seconds ≥ 0.");

    /// <summary>Yes or no.</summary>
    /// <exception cref="UsageException">It is neither true nor false.</exception>
    public static bool Flag(string text, string option) =>
        bool.TryParse(text, out var flag) ? flag : throw new UsageException($"{option} {text}: expected true or false.");

    private static T Kind<T>(string name, string option, string text)
        where T : struct, Enum
    {
        try
        {
            return (T)new SettingValue(typeof(T), null).Parse(name)!;
        }
        catch (FormatException)
        {
            var known = Names.Choices(typeof(T)).Select(choice => choice.Name).ToList();
            throw new UsageException(
                $"{option} {text}: there is no '{name}'; did you mean {Nearest.To(name, known)}? There are {string.Join(", ", known)}.");
        }
    }

    private static List<T> Of<T>(string text, string option, Func<string, T> parse)
    {
        var values = text.Split(',', StringSplitOptions.TrimEntries).Select(word => (Word: word, Value: parse(word))).ToList();
        return values.GroupBy(value => value.Value).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new UsageException($"{option} {text}: {twice.First().Word} is there twice; expected each once.")
            : [.. values.Select(value => value.Value)];
    }
}
