namespace DaRec.Text.Internal;

/// <summary>A record's key, and where its payload lies in the file.</summary>
internal readonly record struct LogRecord(UInt128 Key, long Offset, int Length);
