using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Cli.Output;
using DaRec.Diagnostics;
using DaRec.Embeddings;
using static TorchSharp.torch;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>diagnose</c>.</summary>
internal sealed class DiagnoseCommand
{
    private readonly CliContext _context;

    private readonly Option<string> _embeddings = new("--embeddings")
    {
        HelpName = "FILE.npy",
        Required = true,
        Description = "The embeddings to look at, a row for each item; .npy or .safetensors.",
    };

    private readonly Option<string> _texts = new("--texts")
    {
        HelpName = "FILE.npy",
        Required = true,
        Description = "The text embeddings of the same items, row i for row i, of any width.",
    };

    private readonly Option<string> _before = new("--before")
    {
        HelpName = "FILE.npy",
        Description = "The embeddings before, or those of another training, shown beside. [not]",
    };

    private readonly Option<string> _columns = new("--leading-columns")
    {
        HelpName = "N",
        Description = "Looks at so many of the first columns of the embeddings alone: item.npy of train --out has those of the text score behind. [all]",
    };

    private readonly Option<string> _neighbors = new("--neighbors") { HelpName = "K", Description = "Length of the neighbourhoods, at least 1. [10]" };
    private readonly Option<string> _clusters = new("--clusters") { HelpName = "K", Description = "Clusters of each side, at least 1. [8]" };
    private readonly Option<string> _seed = new("--seed") { HelpName = "N", Description = "Seed of the clusters' first centres. [2023]" };
    private readonly Option<string> _json = new("--json") { HelpName = "FILE", Description = "Writes all figures here as JSON with all digits." };
    private readonly Option<string> _threads = SharedOptions.Threads();

    private DiagnoseCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new DiagnoseCommand(context);
        var verb = new Verb(
            "diagnose",
            "Measures how any embeddings and text embeddings of the same items stand to each other, and whether they have collapsed.",
            "--embeddings FILE.npy --texts FILE.npy [options]")
        {
            Examples =
            [
                ("darec diagnose --embeddings runs/aligned/item.npy --leading-columns 32 --texts data/lastfm/item_emb.npy",
                    "what training made of the items, without the text score"),
                ("darec diagnose --embeddings aligned.npy --before alone.npy --texts texts.npy --json figures.json", "before and after"),
            ],
        };
        verb.AddGroup("Tables", command._embeddings, command._texts, command._before, command._columns);
        verb.AddGroup("Options [default]", command._neighbors, command._clusters, command._seed, command._json, command._threads);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        SharedOptions.SetThreads(parsed, _threads);
        var options = new AlignmentDiagnosticsOptions
        {
            NeighborCount = Arguments.Count(parsed.GetValue(_neighbors) ?? "10", _neighbors.Name),
            ClusterCount = Arguments.Count(parsed.GetValue(_clusters) ?? "8", _clusters.Name),
            Seed = Arguments.Seed(parsed.GetValue(_seed) ?? "2023", _seed.Name),
        };
        using var file = Outputs.Open(parsed.GetValue(_json), _json.Name, path => new JsonFile(path));
        using var scope = NewDisposeScope();
        var texts = Read(parsed.GetRequiredValue(_texts), null);
        var columns = parsed.GetValue(_columns) is { } text ? Arguments.Count(text, _columns.Name) : (int?)null;
        (string Name, AlignmentDiagnostics Found)[] tables =
        [
            .. new[] { ("before", parsed.GetValue(_before)), ("embeddings", parsed.GetRequiredValue(_embeddings)) }
                .Where(table => table.Item2 is not null)
                .Select(table => (table.Item1, Measure(Read(table.Item2!, columns), texts, options))),
        ];
        Show(tables);
        file?.Commit(new JsonObject(tables.Select(table => KeyValuePair.Create(table.Name, (JsonNode?)DiagnosticsJson.Of(table.Found)))));
        return CliProgram.Done;
    }

    private static AlignmentDiagnostics Measure(Tensor embeddings, Tensor texts, AlignmentDiagnosticsOptions options)
    {
        try
        {
            return AlignmentDiagnostics.Measure(embeddings, texts, options);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(Messages.WithoutParameter(exception));
        }
    }

    private static Tensor Read(string path, int? columns)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no file {path}.");
        }

        using var table = FrozenEmbeddings.Open(path);
        if (columns > table.Width)
        {
            throw new UsageException($"--leading-columns {columns}: {path} has {table.Width} columns.");
        }

        return table.Block(0, table.Count, ScalarType.Float64).narrow(1, 0, columns ?? table.Width);
    }

    private void Show((string Name, AlignmentDiagnostics Found)[] tables)
    {
        var rows = new List<string[]>();
        Row("debiased CKA with the texts", found => found.DebiasedCka);
        Row("CKA", found => found.LinearCka);
        Row("Procrustes distance", found => found.ProcrustesDistance);
        Row("agreement of cosines", found => found.StructureAgreement);
        Row($"common neighbours of {tables[0].Found.NeighborCount}", found => found.NeighborhoodOverlap);
        Row("… by chance", found => found.ChanceOverlap);
        Row("adjusted Rand index of clusters", found => found.AdjustedRandIndex);
        Row("normalised mutual information", found => found.NormalizedMutualInformation);
        Row("effective rank", found => found.Collaborative.Spectrum.EffectiveRank);
        Row("mean cosine of two rows", found => found.Collaborative.MeanCosine);
        Row("uniformity", found => found.Collaborative.Uniformity);
        Tables.Write(_context, ["", .. tables.Select(table => table.Name)], rows);
        foreach (var (name, found) in tables)
        {
            _context.WriteLine($"{name}: {found.Collaborative.Collapse.Message}");
        }

        _context.WriteLine($"texts: {tables[0].Found.Language.Collapse.Message}");

        void Row(string name, Func<AlignmentDiagnostics, double> figure) => rows.Add(
            [name, .. tables.Select(table => figure(table.Found).ToString("0.0000", CultureInfo.InvariantCulture))]);
    }
}
