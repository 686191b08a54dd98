namespace DaRec.Cli.Output;

/// <summary>Exceptions as what somebody at a terminal wants to read.</summary>
internal static class Messages
{
    /// <summary>The message without the parameter's name and value, which .NET puts behind it.</summary>
    public static string OneLine(Exception exception)
    {
        var message = exception is AggregateException { InnerException: { } inner } ? inner.Message : exception.Message;
        var end = exception is ArgumentException ? message.IndexOf(" (Parameter '", StringComparison.Ordinal) : -1;
        return end < 0 ? message : message[..end];
    }
}
