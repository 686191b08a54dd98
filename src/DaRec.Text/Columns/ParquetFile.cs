namespace DaRec.Text.Columns;

/// <summary>Calls of the library that decodes Parquet files.</summary>
internal static class ParquetFile
{
    /// <summary>HRESULTs of IOExceptions that damage leads to: the library's own, and of a seek to before the file's first byte.</summary>
    private static readonly int[] DamageCodes =
    [
        unchecked((int)0x80131620), // no number of the system's
        22, // Unix: EINVAL
        unchecked((int)0x80070057), // Windows: ERROR_INVALID_PARAMETER
        unchecked((int)0x80070083), // Windows: ERROR_NEGATIVE_SEEK
    ];

    /// <summary>Runs a call of the library, which meets damage with whatever the damaged place leads to.</summary>
    public static T Decode<T>(string path, Func<Task<T>> start)
    {
        try
        {
            // On a thread of the pool, so that no synchronisation context of the caller can lock up.
            return Task.Run(start).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw new InvalidDataException($"{path}: no Parquet file that can be read: {exception.Message.Split('\n')[0]}", exception);
        }
    }

    // A fault of the disk, which has a number of the system's, or of memory is no damage to the content.
    private static bool IsDamage(Exception exception) => exception switch
    {
        OutOfMemoryException or UnauthorizedAccessException => false,
        EndOfStreamException => true,
        IOException => DamageCodes.Contains(exception.HResult),
        _ => true,
    };
}
