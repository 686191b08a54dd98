namespace DaRec.Cli.Output;

/// <summary>Keeps other processes off a folder for as long as it is held.</summary>
/// <remarks>The system gives the lock back with the process, however that ends; a file that is left then keeps nobody off.</remarks>
internal sealed class FolderLock : IDisposable
{
    private const string Name = ".lock";

    private readonly FileStream _file;

    /// <summary>Takes the lock of a folder that exists.</summary>
    /// <exception cref="IOException">The folder cannot be written, or another process works in it.</exception>
    public FolderLock(string directory)
    {
        var path = Path.Combine(directory, Name);
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new IOException("another darec works in this folder; wait for its end, or name another folder.");
        }
    }

    public void Dispose() => _file.Dispose();
}
