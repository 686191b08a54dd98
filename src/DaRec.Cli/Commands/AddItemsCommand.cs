using System.CommandLine;
using DaRec.Cli.Importing;
using DaRec.Cli.Services;
using DaRec.Serving;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>add-items</c>.</summary>
internal sealed class AddItemsCommand
{
    private readonly CliContext _context;

    private readonly Argument<string?> _file = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrOne, // said in our own words where it is missing
        Description = "Ids and titles of the new items: .tsv, .csv, .jsonl or .parquet.",
    };

    private readonly Option<string> _service = new("--service")
    {
        HelpName = "DIR",
        Required = true,
        Description = "A folder that export wrote.",
    };

    private readonly Option<string> _texts = new("--texts")
    {
        HelpName = "FILE",
        Required = true,
        Description =
            "Embeddings of the new items' texts, .npy or .safetensors: a row for each line of the list, by the model of the other items' " +
            "texts. encode --in-order makes them.",
    };

    private readonly Option<string> _out = new("--out") { HelpName = "DIR", Description = "Where the folder with the new items appears." };

    private readonly Option<bool> _inPlace = new("--in-place")
    {
        Description = "Replaces the folder of --service. A service that has loaded it goes on with what it read.",
    };

    private readonly Option<bool> _skipKnown = new("--skip-known")
    {
        Description = "Leaves out items whose ids are there already; otherwise they are an error.",
    };

    private readonly Option<string> _idColumn = new("--id-column") { HelpName = "NAME", Description = "The column with the id. [found by its name]" };

    private readonly Option<string> _titleColumn = new("--title-column")
    {
        HelpName = "NAME",
        Description = "The column with what lists show. [found by its name; else the text]",
    };

    private AddItemsCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new AddItemsCommand(context);
        var verb = new Verb(
            "add-items",
            "Adds items that came after training to a service's folder. FILE has an id and a title of each: .tsv, .csv, .jsonl or .parquet. " +
            "Their texts give them a vector, in moments and without training; all else stays as it is, to the last bit.",
            "FILE --service DIR --texts FILE (--out DIR | --in-place) [options]")
        {
            Examples =
            [
                ("darec encode --items new.csv --in-order --onnx all-MiniLM-L6-v2 --out new", "first the texts' embeddings, by the model of the others"),
                ("darec add-items new.csv --service service --texts new/item_emb.npy --out service-2", "then the items"),
            ],
        };
        verb.Arguments.Add(command._file);
        verb.AddGroup("Folders", command._service, command._texts, command._out, command._inPlace);
        verb.AddGroup("Options [default]", command._skipKnown, command._idColumn, command._titleColumn);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        var (path, table, service) = (parsed.GetValue(_file), parsed.GetRequiredValue(_texts), parsed.GetRequiredValue(_service));
        var target = Target(parsed, service);
        EnsureFiles(path, table);
        var recommender = ServiceFolder.Load(service, _service.Name);
        if (recommender.TextWidth is not { } width)
        {
            throw new InvalidDataException(
                $"{service}: its texts give no vectors; train with --new-items projector, which is the default with DaRec, and export anew.");
        }

        var chosen = new CatalogueColumns.Choice(
            parsed.GetValue(_idColumn), parsed.GetValue(_titleColumn), null, _idColumn.Name, _titleColumn.Name);
        var list = NewItemList.Read(path!, table, chosen, _context.Cancellation);
        EnsureSameModel(list, table, recommender, width);
        var added = Unknown(list, path!, parsed.GetValue(_skipKnown), recommender);

        var extended = recommender.WithItems(added.Ids, added.Texts, added.Titles);
        extended.Save(target, ServiceFolder.IsHalf(service));

        _context.WriteLine($"{target}: {added.Ids.Count} items added to {recommender.ItemCount}");
        WarnOfZeros(extended, recommender.ItemCount);
        NewItemReport.Show(_context, extended, added.Ids);
        return CliProgram.Done;
    }

    private string Target(ParseResult parsed, string service)
    {
        var target = parsed.GetValue(_out);
        if (target is null != parsed.GetValue(_inPlace))
        {
            throw new UsageException($"Say where the result goes, one of: --out DIR, or --in-place to replace {service}.");
        }

        if (target is not null && ServiceFolder.AreSame(target, service))
        {
            throw new UsageException($"--out {target}: that is the folder of --service itself; type --in-place to replace it.");
        }

        ServiceFolder.EnsureWritable(target ?? service, _out.Name);
        return target ?? service;
    }

    private void EnsureFiles(string? path, string table)
    {
        if (path is null)
        {
            throw new UsageException("Say which items are new: darec add-items FILE, with an id and a title a line.");
        }

        foreach (var (file, where) in new[] { (path, "with the new items"), (table, $"to {_texts.Name}") })
        {
            if (!File.Exists(file))
            {
                throw new UsageException($"There is no file {file} {where}.");
            }
        }
    }

    private void EnsureSameModel(NewItemList list, string table, Recommender recommender, int width)
    {
        var model = ServiceFolder.TextModel(recommender);
        if (model is not null && list.Model is { } other && other != model)
        {
            throw new InvalidDataException(
                $"{table} was made by {other}, the texts of the other items by {model}; vectors of two models cannot be compared. " +
                $"Encode the new texts with {model}.");
        }

        if (list.Texts.Width != width)
        {
            throw new InvalidDataException(
                $"{table}: expected rows of width {width}, as those of the other items' texts{(model is null ? "" : $" by {model}")}; " +
                $"got {list.Texts.Width}.");
        }

        if (model is not null && list.Model is null)
        {
            _context.Error.WriteLine($"note: {table} has no manifest, so that nobody can tell whether it is of {model}, as it should be.");
        }
    }

    private static NewItemList Unknown(NewItemList list, string path, bool skipsKnown, Recommender recommender)
    {
        string[] known = [.. list.Ids.Where(id => recommender.TryGetItem(id, out _))];
        if (known.Length > 0 && !skipsKnown)
        {
            throw new InvalidDataException(
                $"{path}: {known.Length} of {list.Ids.Count} items are there already: {IdList.Names(known)}. --skip-known leaves them out.");
        }

        return known.Length == 0 ? list : list.Where(id => !recommender.TryGetItem(id, out _));
    }

    private void WarnOfZeros(Recommender extended, int first)
    {
        if (extended.ItemCount > first && Enumerable.Range(first, extended.ItemCount - first)
            .All(item => !extended.ItemVectors[item].ContainsAnyExcept(0f)))
        {
            _context.Error.WriteLine(
                "warning: the new vectors are zeros, for the texts tell nothing about the interactions of the run (level 0).");
        }
    }
}
