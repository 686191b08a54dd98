using Microsoft.Extensions.Logging;

namespace DaRec.Recommenders.Training;

/// <summary>Writes the report of each epoch to a logger.</summary>
internal sealed partial class LoggedEpochs(ILogger logger) : IProgress<EpochReport>
{
    public void Report(EpochReport value)
    {
        var alignment = value.Alignment is [.., var total] ? total.Value : 0;
        if (value.Validation is { } validation)
        {
            Evaluated(logger, value.Epoch, value.Loss, alignment, validation.ToString(), value.IsBest, value.Seconds);
        }
        else
        {
            Trained(logger, value.Epoch, value.Loss, alignment, value.Seconds);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Epoch {Epoch}: loss {Loss}, alignment {Alignment}, validation {Validation}, best so far: {IsBest}, {Seconds} s")]
    private static partial void Evaluated(ILogger logger, int epoch, double loss, double alignment, string validation, bool isBest, double seconds);

    [LoggerMessage(2, LogLevel.Debug, "Epoch {Epoch}: loss {Loss}, alignment {Alignment}, {Seconds} s")]
    private static partial void Trained(ILogger logger, int epoch, double loss, double alignment, double seconds);
}
