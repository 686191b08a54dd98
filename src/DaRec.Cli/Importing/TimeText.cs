using System.Globalization;

namespace DaRec.Cli.Importing;

/// <summary>Times as they stand in files.</summary>
internal static class TimeText
{
    public const string Expectation = "a number such as seconds since 1970, or a date such as 2024-05-31 or 2024-05-31T12:00:00Z";

    /// <summary>A number as it is, or a date that begins with its year as seconds since 1970.</summary>
    /// <remarks>05/06/2024 is another day in another country: such dates are no times.</remarks>
    public static bool TryParse(ReadOnlySpan<char> text, out double time, out bool isDate)
    {
        isDate = false;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out time))
        {
            return double.IsFinite(time);
        }

        isDate = text.Length >= 8 && !text[..4].ContainsAnyExceptInRange('0', '9') && text[4] is '-' or '/' or '.';
        if (!isDate || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            return false;
        }

        time = (date - DateTimeOffset.UnixEpoch).TotalSeconds;
        return true;
    }
}
