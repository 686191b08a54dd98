using System.CommandLine;
using System.Globalization;
using DaRec.Cli.Encoders;
using DaRec.Cli.Importing;
using DaRec.Cli.Output;
using DaRec.Embeddings;
using DaRec.Recommenders.Data;
using DaRec.Text;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>encode</c>.</summary>
internal sealed class EncodeCommand
{
    private static readonly string[] TrainingParts = ["trn.npz", "trn.tsv", "trn.csv"];

    private readonly CliContext _context;
    private readonly EncoderOptions _encoder = new();
    private readonly Option<string> _items = new("--items")
    {
        HelpName = "FILE",
        Description =
            "Texts of the items: .tsv, .csv or .jsonl with a number or id and a text. [item_source.tsv or item_text.tsv in --out]",
    };

    private readonly Option<string> _users = new("--users") { HelpName = "FILE", Description = "Texts of the users, in the same form. Where items have texts, train's default alignment uses those alone." };

    private readonly Option<string> _profilesFrom = new("--profiles-from")
    {
        HelpName = "trn.npz",
        Description = "Makes each user's text from the texts of the user's training items; trn.tsv or trn.csv will do too.",
    };

    private readonly Option<string> _idColumn = new("--id-column")
    {
        HelpName = "NAME",
        Description = "The column with the number or id. [found by its name]",
    };

    private readonly Option<string> _textColumns = new("--text-columns")
    {
        HelpName = "NAME,…",
        Description = "The columns whose contents make the text. [found by their names]",
    };

    private readonly Option<bool> _inOrder = new("--in-order")
    {
        Description = "Rows follow the lines of --items, whatever its ids are, as add-items wants them for items that came after training.",
    };

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Required = true,
        Description =
            "Folder where item_emb.npy and user_emb.npy are written, each with a manifest. In the data folder, rows follow the items and " +
            "users of trn, and train finds them. In another folder, put trn, val and tst beside them.",
    };

    private readonly Option<string> _shard = new("--shard")
    {
        HelpName = "K/N",
        Description = "Encodes the K-th of N equal shares of the rows alone, here or on another machine; merge-shards joins them. [all rows]",
    };

    private readonly Option<bool> _replace = new("--replace")
    {
        Description = "Writes over item_emb.npy and user_emb.npy in --out that encode has not made.",
    };

    private EncodeCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new EncodeCommand(context);
        var verb = new Verb(
            "encode",
            "Turns texts into the embeddings that train reads: with a model on this machine, without a model, or with a service. " +
            "If it is interrupted, the same command goes on with the texts that are left.",
            "[--items FILE] [--users FILE] (--onnx DIR | --hashing | --endpoint URL) --out DIR")
        {
            Examples =
            [
                ("darec encode --onnx all-MiniLM-L6-v2 --out data",
                    "the texts of a folder that import made, with a sentence transformer on this machine; texts stay on it"),
                ("darec encode --items catalogue.csv --text-columns title,summary --profiles-from data/trn.tsv --hashing --out data",
                    "no model at all, to begin with; users' texts from their items"),
                ("darec encode --items data/item_text.tsv --endpoint http://localhost:11434/v1 --model nomic-embed-text --out data",
                    "a service, here on this machine; if it wants a key, set DAREC_API_KEY before"),
            ],
        };
        verb.AddGroup(
            "Texts [default]", command._items, command._users, command._profilesFrom, command._idColumn, command._textColumns, command._inOrder);
        verb.AddGroup("Model, one of", command._encoder.Models);
        verb.AddGroup("Options [default]", [command._out, command._shard, command._replace, .. command._encoder.Others]);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        _encoder.Check(parsed);
        var shard = parsed.GetValue(_shard) is { } typed ? Shard.Parse(typed, _shard.Name) : null;
        var directory = Path.GetFullPath(parsed.GetRequiredValue(_out));
        var (texts, source) = ReadTexts(parsed, directory);
        EncodeNotes.Write(_context, texts);
        Folder.EnsureEncoded(directory, parsed.GetValue(_replace) ? [] : texts.Select(kind => $"{kind.Name}_emb.npy"), _out.Name, _replace.Name);
        Outputs.Open(directory, _out.Name, Directory.CreateDirectory);
        using var encoder = _encoder.Create(parsed, [.. texts.SelectMany(kind => kind.Texts).OfType<string>()], _context);
        foreach (var kind in texts)
        {
            // Before the embeddings, whose rows mean nothing without it.
            if (kind.Ids is { } ids)
            {
                ids.Save(Path.Combine(directory, $"{kind.Name}s.tsv"));
                _context.WriteLine($"{kind.Name}s.tsv: the {ids.Count} ids in the order of the rows.");
            }

            Encode(kind, encoder, directory, shard);
        }

        if (texts.Any(kind => kind.Name == "user"))
        {
            _context.Error.WriteLine(
                "note: where items have texts, train's default alignment uses those alone; --sample-from both, --recipe paper and the " +
                "baselines (--align rlmrec-con, rlmrec-gen, kar) use user_emb.npy.");
        }

        if (shard is not null)
        {
            _context.WriteLine($"darec merge-shards --out {parsed.GetRequiredValue(_out)} joins the {shard.Count} shards when all are there.");
        }
        else if (source == directory)
        {
            _context.WriteLine($"darec train --data {parsed.GetRequiredValue(_out)} uses them.");
        }

        return CliProgram.Done;
    }

    private void Encode(EncodeTexts kind, Encoder encoder, string directory, Shard? shard)
    {
        var table = $"{kind.Name}_emb";
        var path = shard is null ? Path.Combine(directory, $"{table}.npy") : shard.PathIn(directory, table);
        var texts = shard is null ? kind.Texts : shard.Of(kind.Texts);
        var textFile = Path.GetRelativePath(directory, kind.Source).Replace('\\', '/');
        EmbeddingProgress? reached = null;
        try
        {
            // The mean that stands in for missing texts is that of all shards: merge-shards puts it there.
            var options = shard is null ? encoder.Options : encoder.Options with { MissingTexts = MissingTexts.Zeros };
            var embedder = new TextEmbedder(encoder.Generator, options);
            var manifest = EncodeProgress.Show(_context, $"{kind.Name}s", progress => embedder
                .EmbedAsync(texts, path, new LastProgress(progress, report => reached = report), _context.Cancellation)
                .GetAwaiter().GetResult());
            (shard is null ? manifest with { TextFile = textFile } : manifest).Write(EmbeddingManifest.PathFor(path));
            if (shard is not null)
            {
                Shard.WriteNote(path, kind.Texts, textFile);
            }

            EncodeNotes.WriteDone(_context, Path.GetFileName(path), manifest);
        }
        catch (OperationCanceledException) when (reached is not null)
        {
            _context.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{reached.Done} of {reached.Total} texts of {kind.Name}s are finished; the same command goes on with the others."));
            throw;
        }
    }

    private (IReadOnlyList<EncodeTexts> Texts, string? Source) ReadTexts(ParseResult parsed, string output)
    {
        var (itemPath, userPath) = (parsed.GetValue(_items) ?? TextsIn(output, parsed), parsed.GetValue(_users));
        var profilesFrom = parsed.GetValue(_profilesFrom);
        if (parsed.GetValue(_inOrder))
        {
            EnsureInOrderAlone(userPath ?? profilesFrom, output);
        }

        if (userPath is not null && profilesFrom is not null)
        {
            throw new UsageException("--users and --profiles-from exclude each other: users have one text each.");
        }

        foreach (var (path, option) in new[] { (itemPath, _items), (userPath, _users), (profilesFrom, _profilesFrom) })
        {
            if (path is not null && !File.Exists(path))
            {
                throw new UsageException($"There is no file {path} to {option.Name}.");
            }
        }

        if (profilesFrom is not null && !TrainingParts.Contains(Path.GetFileName(profilesFrom)))
        {
            throw new UsageException(
                $"--profiles-from {profilesFrom}: expected the training part, trn.npz, trn.tsv or trn.csv; profiles of other " +
                "interactions would tell the model what it is measured on.");
        }

        var source = profilesFrom is not null ? Path.GetDirectoryName(Path.GetFullPath(profilesFrom))!
            : TrainingParts.Any(part => File.Exists(Path.Combine(output, part))) ? output
            : null;
        using var data = source is null ? null : DatasetFolder.OpenWithoutEmbeddings(source);
        var options = new TextFileOptions
        {
            IdColumn = parsed.GetValue(_idColumn),
            TextColumns = parsed.GetValue(_textColumns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
        if (parsed.GetValue(_inOrder))
        {
            return ([EncodeTexts.ReadInOrder("item", itemPath, options)], null);
        }

        List<EncodeTexts> texts = [EncodeTexts.Read("item", itemPath, DataRows.Of("item", data, source), options)];
        if (userPath is not null)
        {
            texts.Add(EncodeTexts.Read("user", userPath, DataRows.Of("user", data, source), options));
        }
        else if (profilesFrom is not null)
        {
            texts.Add(EncodeTexts.Profiles(data!, texts[0].Texts, DataRows.Of("user", data, source)!, profilesFrom));
        }

        return (texts, source);
    }

    private void EnsureInOrderAlone(string? users, string output)
    {
        if (users is not null)
        {
            throw new UsageException($"{_inOrder.Name} is for items alone; leave {_users.Name} and {_profilesFrom.Name} out.");
        }

        if (TrainingParts.FirstOrDefault(part => File.Exists(Path.Combine(output, part))) is { } found)
        {
            throw new UsageException(
                $"{_inOrder.Name}: {output} has {found}, whose items have an order of their own; name another folder with {_out.Name}.");
        }
    }

    /// <summary>The texts of a data folder; those that are embedded before those that are shown.</summary>
    private string TextsIn(string output, ParseResult parsed) =>
        new[] { ImportFolder.ItemSource, "item_text.tsv" }.Select(name => Path.Combine(output, name)).FirstOrDefault(File.Exists)
        ?? throw new UsageException(
            $"Say where the texts of the items are, --items FILE: {_out.Name} {parsed.GetValue(_out)} has neither " +
            $"{ImportFolder.ItemSource} nor item_text.tsv.");
}
