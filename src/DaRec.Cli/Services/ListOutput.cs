using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DaRec.Cli.Output;
using DaRec.Internal;
using DaRec.Serving;
using Spectre.Console;

namespace DaRec.Cli.Services;

/// <summary>Ranked lists as tables, lines with tabs, or JSON lines, on the terminal or in a file.</summary>
internal sealed class ListOutput(CliContext context)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<bool> _json = new("--json") { Description = "Writes a JSON object a list, each on a line of its own." };

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "FILE",
        Description = "Writes the JSON lines into this file; it appears whole or not at all.",
    };

    /// <summary>Its options.</summary>
    public IReadOnlyList<Option> All => [_json, _out];

    /// <summary>Writes one list.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="subject">What JSON says of whom or what the list is for: a key with one id or several; null for nothing.</param>
    /// <param name="list">The list.</param>
    public void WriteOne(ParseResult parsed, (string Key, IReadOnlyList<string> Ids)? subject, IReadOnlyList<Recommendation> list)
    {
        if (parsed.GetValue(_json) || parsed.GetValue(_out) is not null)
        {
            Write(parsed, [ToJson(subject, list)]);
        }
        else if (context.IsTerminal)
        {
            WriteTable(list);
        }
        else
        {
            WriteLines(list);
        }
    }

    /// <summary>Writes many lists, as JSON lines.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="lists">An id of a user and a list each; taken one by one.</param>
    /// <returns>The path of the file; null where they were shown.</returns>
    public string? WriteMany(ParseResult parsed, IEnumerable<(string User, IReadOnlyList<Recommendation> List)> lists) =>
        Write(parsed, lists.Select(entry => ToJson(("user", [entry.User]), entry.List)));

    private string? Write(ParseResult parsed, IEnumerable<string> lines)
    {
        if (parsed.GetValue(_out) is not { } path)
        {
            foreach (var line in lines)
            {
                context.WriteLine(line);
            }

            return null;
        }

        using var file = Outputs.Open(path, _out.Name, OpenFile)!;
        using (var writer = new StreamWriter(file.Stream, leaveOpen: true))
        {
            foreach (var line in lines)
            {
                writer.Write(line);
                writer.Write('\n');
            }
        }

        file.Commit();
        return path;
    }

    private static AtomicFile OpenFile(string path)
    {
        JsonFile.EnsureReplaceable(path);
        return new AtomicFile(Path.GetFullPath(path));
    }

    private static string ToJson((string Key, IReadOnlyList<string> Ids)? subject, IReadOnlyList<Recommendation> list)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            WriteSubject(json, subject);
            json.WriteStartArray("items");
            foreach (var item in list)
            {
                json.WriteStartObject();
                json.WriteString("id", item.Id);
                if (item.Title is { } title)
                {
                    json.WriteString("title", title);
                }

                json.WriteNumber("score", item.Score);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteSubject(Utf8JsonWriter json, (string Key, IReadOnlyList<string> Ids)? subject)
    {
        if (subject is ("history", var history))
        {
            json.WriteStartArray("history");
            foreach (var id in history)
            {
                json.WriteStringValue(id);
            }

            json.WriteEndArray();
        }
        else if (subject is (var key, [var id]))
        {
            json.WriteString(key, id);
        }
    }

    private void WriteTable(IReadOnlyList<Recommendation> list)
    {
        var table = new Table().Border(TableBorder.Simple).NoSafeBorder();
        table.AddColumn(new TableColumn("").RightAligned()).AddColumn("Item");
        table.AddColumn(new TableColumn("Score").RightAligned()).AddColumn("Text");
        foreach (var (place, item) in list.Index())
        {
            string[] cells = [$"{place + 1}", item.Id, Tables.Number(item.Score), item.Title ?? ""];
            table.AddRow(cells.Select(cell => new Spectre.Console.Text(PlainText.Of(cell))));
        }

        context.Console.Write(table);
    }

    private void WriteLines(IReadOnlyList<Recommendation> list)
    {
        foreach (var (place, item) in list.Index())
        {
            var title = item.Title is { } known ? $"\t{known}" : "";
            context.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{place + 1}\t{item.Id}\t{item.Score:R}{title}"));
        }
    }
}
