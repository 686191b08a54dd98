namespace DaRec.Cli.Settings;

/// <summary>Records of options, of whatever type.</summary>
internal static class Records
{
    /// <summary>A copy that nobody else has yet, and that may therefore be written to; the original is shared.</summary>
    public static object Copy(object record) => record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
}
