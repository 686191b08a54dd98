using System.CommandLine;
using DaRec.Cli.Encoders;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>merge-shards</c>.</summary>
internal sealed class MergeShardsCommand
{
    private static readonly string[] Tables = ["item_emb", "user_emb"];

    private readonly CliContext _context;
    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Required = true,
        Description = "The folder that encode --shard wrote to, where item_emb.npy and user_emb.npy are written.",
    };

    private readonly Option<bool> _replace = new("--replace") { Description = "Writes over tables there that encode has not made." };

    private MergeShardsCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new MergeShardsCommand(context);
        var verb = new Verb(
            "merge-shards",
            "Joins what encode --shard wrote to one table, once all shards are there and of the same texts and model.",
            "--out DIR")
        {
            Examples = [("darec merge-shards --out data", "item_emb.npy of item_emb.shard-1-of-16.npy and the others")],
        };
        verb.AddGroup("Options", command._out, command._replace);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        var directory = Path.GetFullPath(parsed.GetRequiredValue(_out));
        if (!Directory.Exists(directory))
        {
            throw new UsageException($"There is no folder {directory} to {_out.Name}.");
        }

        var merges = Tables.Select(table => (Table: table, Merge: ShardMerge.Of(directory, table))).Where(one => one.Merge is not null).ToArray();
        if (merges.Length == 0)
        {
            throw new UsageException($"{_out.Name} {directory}: there are no shards, such as item_emb.shard-1-of-16.npy; encode --shard 1/16 makes one.");
        }

        Folder.EnsureEncoded(
            directory, parsed.GetValue(_replace) ? [] : merges.Select(one => $"{one.Table}.npy"), _out.Name, _replace.Name);
        foreach (var (table, merge) in merges)
        {
            EncodeNotes.WriteDone(_context, $"{table}.npy", merge!.Write(Path.Combine(directory, $"{table}.npy"), _context.Cancellation));
        }

        _context.WriteLine("The shards are not needed any more.");
        return CliProgram.Done;
    }
}
