namespace DaRec.Serving.Files;

/// <summary>A folder that appears whole or not at all: filled beside its place, then moved there.</summary>
internal static class NewFolder
{
    /// <summary>Makes the folder.</summary>
    /// <param name="path">Its place. A folder there is replaced where it is empty or holds <paramref name="marker"/>.</param>
    /// <param name="marker">A file by which a folder of this kind is known.</param>
    /// <param name="fill">Writes the files into the folder that it is given.</param>
    /// <exception cref="IOException">The place holds something else, or cannot be written.</exception>
    public static void Write(string path, string marker, Action<string> fill)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(path))
        {
            throw new IOException($"{path} is a file; expected a folder or nothing.");
        }

        if (Directory.Exists(path) && !File.Exists(Path.Combine(path, marker)) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new IOException($"{path} has files but no {marker}; expected a saved index, an empty folder or nothing.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? path);
        var suffix = Path.GetRandomFileName();
        var (staging, old) = ($"{path}.{suffix}", $"{path}.{suffix}.old");
        Directory.CreateDirectory(staging);
        try
        {
            fill(staging);
            Replace(path, staging, old);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    // Two renames: a reader in between finds no folder, never half a one.
    private static void Replace(string path, string staging, string old)
    {
        if (!Directory.Exists(path))
        {
            Directory.Move(staging, path);
            return;
        }

        Directory.Move(path, old);
        try
        {
            Directory.Move(staging, path);
        }
        catch
        {
            Directory.Move(old, path);
            throw;
        }

        Directory.Delete(old, recursive: true);
    }
}
