namespace DaRec.Cli.Runs;

/// <summary>How long the runs that are left will take, by those that are finished.</summary>
/// <param name="jobs">How many run at a time.</param>
internal sealed class TimeLeft(int jobs)
{
    private readonly List<(string Kind, double Seconds)> _finished = [];

    /// <summary>Takes note of a finished run.</summary>
    public void Add(string kind, double seconds) => _finished.Add((kind, seconds));

    /// <summary>Seconds for runs of these kinds; null before any has ended.</summary>
    /// <remarks>Each takes what its kind took, or, for a new kind, what all took in the mean.</remarks>
    public double? Of(IEnumerable<string> kinds)
    {
        if (_finished.Count == 0)
        {
            return null;
        }

        var byKind = _finished.GroupBy(run => run.Kind).ToDictionary(group => group.Key, group => group.Average(run => run.Seconds));
        var mean = _finished.Average(run => run.Seconds);
        return kinds.Sum(kind => byKind.GetValueOrDefault(kind, mean)) / jobs;
    }

    /// <summary>A time in words, as exact as a guess is.</summary>
    public static string InWords(double seconds) => seconds switch
    {
        < 1 => "less than 1 s",
        < 60 => $"about {seconds:0} s",
        < 3600 => $"about {Math.Round(seconds / 60):0} min",
        _ => $"about {Math.Floor(seconds / 3600):0} h {Math.Floor(seconds % 3600 / 60):0} min",
    };
}
