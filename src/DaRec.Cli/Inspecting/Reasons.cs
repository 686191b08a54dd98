using System.Globalization;
using DaRec.Diagnostics.Explaining;

namespace DaRec.Cli.Inspecting;

/// <summary>Why items are recommended, for people: parts of scores with the titles and words that stand for them.</summary>
internal sealed class Reasons(InspectedRun run)
{
    private const int EndItems = 40; // of a direction, whose words are told
    private const int EndWords = 3;
    private readonly Dictionary<int, (string Low, string High)> _ends = [];

    /// <summary>The score and its two parts.</summary>
    public static string Split(ScoreExplanation why) =>
        $"score {Number(why.Score)} = {Number(why.Collaborative)} by interactions {Signed(why.Text)} by texts";

    /// <summary>The items of the history that add most to the text part, and what the others add together; empty where there is none.</summary>
    public string History(ScoreExplanation why, int count)
    {
        HistoryPart[] told = [.. why.History.Take(count).Where(part => part.Part > 0)];
        var rest = why.Text - told.Sum(part => part.Part);
        return string.Join(", ",
        [
            .. told.Select(part => $"{run.Items.Name(part.Item, 32)} {Signed(part.Part)}"),
            .. told.Length > 0 && told.Length < why.History.Count ? [$"{why.History.Count - told.Length} others {Signed(rest)}"] : Array.Empty<string>(),
        ]);
    }

    /// <summary>The words at the end of a direction where the item lies, and those at the other end.</summary>
    public (string Towards, string Away) Ends(DirectionPart part)
    {
        if (run.Vocabulary is not { } vocabulary)
        {
            return ("", "");
        }

        if (!_ends.TryGetValue(part.Direction, out var ends))
        {
            var (low, high) = run.Explainer.EndsOf(part.Direction, EndItems);
            _ends[part.Direction] = ends = (Words(low), Words(high));
        }

        return part.ItemValue < 0 ? ends : (ends.High, ends.Low);

        string Words(IReadOnlyList<int> items) => string.Join(", ", vocabulary.MostTelling(items, EndWords).Select(word => word.Word));
    }

    /// <summary>A number with three digits behind the point.</summary>
    public static string Number(double value) => value.ToString("0.000;−0.000", CultureInfo.InvariantCulture);

    /// <summary>The same with its sign.</summary>
    public static string Signed(double value) => value.ToString("+0.000;−0.000;+0.000", CultureInfo.InvariantCulture);
}
