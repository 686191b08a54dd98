using System.Reflection;

namespace DaRec.Cli.Measuring;

/// <summary>How often the library has waited for a device to read a number from it: the one place where <c>HostReads.Count</c> is read.</summary>
internal static class HostReadCount
{
    // By name: a library that does not count yet has no such type.
    private static readonly PropertyInfo? Count = typeof(DaRecAligner).Assembly.GetType("DaRec.Internal.HostReads")
        ?.GetProperty("Count", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);

    /// <summary>The reads since the process began; null where the library does not count.</summary>
    public static long? Now => Count?.GetValue(null) as long?;
}
