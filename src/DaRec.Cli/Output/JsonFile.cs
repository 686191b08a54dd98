using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DaRec.Internal;

namespace DaRec.Cli.Output;

/// <summary>A JSON file that appears whole or not at all; made first, so that a path that cannot be written shows early.</summary>
internal sealed class JsonFile : IDisposable
{
    public static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // no page of HTML: folders keep their letters
    };

    private readonly AtomicFile _file;

    /// <summary>Makes an empty file beside the path.</summary>
    /// <exception cref="IOException">The path cannot be written.</exception>
    public JsonFile(string path)
    {
        path = Path.GetFullPath(path);
        EnsureReplaceable(path);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new IOException($"there is no folder {Path.GetDirectoryName(path)}.");
        }

        AtomicFile.RemoveLeftovers(Path.GetDirectoryName(path)!, Path.GetFileName(path));
        _file = new AtomicFile(path);
    }

    /// <summary>Writes a file that appears whole or not at all.</summary>
    public static void Write(string path, JsonObject content)
    {
        using var file = new JsonFile(path);
        file.Commit(content);
    }

    /// <summary>Refuses a file that this program cannot have written there: data that somebody named by mistake.</summary>
    /// <exception cref="IOException">It is a folder, or a file that holds neither JSON objects nor nothing.</exception>
    public static void EnsureReplaceable(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("that is a folder; expected a file.");
        }

        if (!File.Exists(path))
        {
            return;
        }

        using var file = File.OpenRead(path);
        int first;
        do
        {
            first = file.ReadByte();
        }
        while (first is ' ' or '\t' or '\r' or '\n');

        if (first is not ('{' or -1))
        {
            throw new IOException("there is a file of another kind, which stays as it is; name another, or remove it.");
        }
    }

    /// <summary>Writes, and moves into place.</summary>
    public void Commit(JsonObject content)
    {
        _file.Stream.Write(Encoding.UTF8.GetBytes(content.ToJsonString(Readable) + "\n"));
        _file.Commit();
    }

    /// <summary>Removes what is not in place.</summary>
    public void Dispose() => _file.Dispose();
}
