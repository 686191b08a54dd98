namespace DaRec.Text;

/// <summary>A retry that is about to be waited for; see <see cref="RequestOptions.OnRetry"/>.</summary>
internal sealed class RequestRetry
{
    /// <summary>Why the request failed.</summary>
    public required Exception Error { get; init; }

    /// <summary>Time until the request is sent again.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>Number of the retry, 1 for the first.</summary>
    public required int Attempt { get; init; }
}
