using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DaRec.Cli.Output;

/// <summary>A JSON file that appears whole or not at all; made first, so that a path that cannot be written shows early.</summary>
internal sealed class JsonFile : IDisposable
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // no page of HTML: folders keep their letters
    };

    private readonly string _path;
    private readonly string _temporary;

    /// <summary>Makes an empty file beside the path.</summary>
    /// <exception cref="IOException">The path cannot be written.</exception>
    public JsonFile(string path)
    {
        _path = Path.GetFullPath(path);
        if (Directory.Exists(_path))
        {
            throw new IOException("that is a folder; expected a file.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(_path)))
        {
            throw new IOException($"there is no folder {Path.GetDirectoryName(_path)}.");
        }

        _temporary = $"{_path}.{Path.GetRandomFileName()}";
        File.WriteAllText(_temporary, "");
    }

    /// <summary>Writes at once, for folders that take care of the rest.</summary>
    public static void Write(string path, JsonObject content) => File.WriteAllText(path, content.ToJsonString(Readable) + "\n");

    /// <summary>Writes, and moves into place.</summary>
    public void Commit(JsonObject content)
    {
        Write(_temporary, content);
        File.Move(_temporary, _path, overwrite: true);
    }

    /// <summary>Removes what is not in place.</summary>
    public void Dispose() => File.Delete(_temporary);
}
