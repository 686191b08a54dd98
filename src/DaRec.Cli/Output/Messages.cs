using System.Text.RegularExpressions;
using DaRec.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Text;

namespace DaRec.Cli.Output;

/// <summary>Exceptions as what somebody at a terminal wants to read.</summary>
internal static partial class Messages
{
    // The properties that the library names where options do not fit the data, and data not the options.
    private static readonly Dictionary<string, string> Typed = new()
    {
        [$"{nameof(HeadOptions)}.{nameof(HeadOptions.Width)}"] = "--shared-width",
        [$"{nameof(SamplingOptions)}.{nameof(SamplingOptions.From)}"] = "--sample-from",
        [$"{nameof(TrainerOptions)}.{nameof(TrainerOptions.LazyAdam)}"] = "--lazy-adam",
        [$"{nameof(LightGcnOptions)}.{nameof(LightGcnOptions.Walks)}"] = "--walks",
        [$"{nameof(DelimitedOptions)}.{nameof(DelimitedOptions.UserColumn)}"] = "darec import --user-column",
        [$"{nameof(DelimitedOptions)}.{nameof(DelimitedOptions.ItemColumn)}"] = "--item-column",
        [$"{nameof(DelimitedOptions)}.{nameof(DelimitedOptions.HasHeader)}"] = "--no-header",
        [$"{nameof(TextFileOptions)}.{nameof(TextFileOptions.IdColumn)}"] = "--id-column",
        [$"{nameof(TextFileOptions)}.{nameof(TextFileOptions.TextColumns)}"] = "--text-columns",
        [$"{nameof(TextFileOptions)}.{nameof(TextFileOptions.Ids)}"] = "darec import does; or put trn.tsv, or trn.npz with items.tsv, into --out first",
        [$"{nameof(TextFileOptions)}.{nameof(TextFileOptions.Count)}"] = "put trn.npz into --out first",
    };

    /// <summary>What went wrong; options are named as they are typed.</summary>
    public static string Of(Exception exception) => exception switch
    {
        UsageException => exception.Message,
        AggregateException or TypeInitializationException when exception.InnerException is { } inner => Of(inner),
        ArgumentException or InvalidDataException => PropertyName().Replace(WithoutParameter(exception), AsTyped),
        _ => FirstLine(exception.Message),
    };

    /// <summary>The message without the parameter's name and value, which .NET puts behind it.</summary>
    public static string WithoutParameter(Exception exception)
    {
        var end = exception.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return FirstLine(end < 0 ? exception.Message : exception.Message[..end]);
    }

    /// <summary>What was expected of a value, without the parameter's name in front.</summary>
    public static string Expectation(Exception exception)
    {
        var message = WithoutParameter(exception).Split(", got ")[0].TrimEnd('.'); // what it got is shown before
        var name = $"Expected {(exception as ArgumentException)?.ParamName} ";
        return message.StartsWith(name, StringComparison.Ordinal)
            ? $"expected {message[name.Length..]}."
            : $"{char.ToLowerInvariant(message[0])}{message[1..]}.";
    }

    // Native code adds its call stack.
    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd();

    private static string AsTyped(Match word) => Typed.GetValueOrDefault(word.Value, word.Value);

    [GeneratedRegex(@"\b[A-Z]\w+\.[A-Z]\w+\b")]
    private static partial Regex PropertyName();
}
