// From a file of book descriptions to a list of books for a reader, without any language model or service.
// Usage: dotnet run -c Release --project samples/TextToRecommendations [-- [SEED] [--device cpu|cuda|cuda:N|auto]]
using System.Globalization;
using DaRec;
using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Text;
using static TorchSharp.torch;

const int width = 32;
const int readers = 400;
var at = Array.IndexOf(args, "--device");
var device = TorchDevice.Parse(at < 0 ? "auto" : args[at + 1]); // the first GPU where there is one
var seed = args.Length > 0 && at != 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2023;

// 1. Texts: row i describes book i. The books are made up; the shelf is for step 4 alone, and no text says it.
var books = Path.Combine(AppContext.BaseDirectory, "books.tsv");
var (titles, shelves, texts) = (Column("title"), Column("shelf"), Column("text"));

// 2. Embeddings: any IEmbeddingGenerator will do. This one knows words, not meanings; OnnxSentenceEncoder.Open(folder) knows more.
using var encoder = HashingEmbedder.Fit(texts, new HashingOptions { Width = 64 });
var folder = Directory.CreateTempSubdirectory("darec-sample-");
var file = Path.Combine(folder.FullName, "item_emb.npy");
var manifest = await new TextEmbedder(encoder).EmbedAsync(texts, file);
Console.WriteLine($"{manifest.Count} texts as rows of width {manifest.Width}, by {manifest.Model}.");

// 3. Frozen: the file is mapped into memory, read and never trained.
using var embeddings = FrozenEmbeddings.Open(file);

// 4. Readers: each likes one shelf and, now and then, something else. Yours come from DatasetFolder.Open.
var split = InteractionSplitter.Split(Read(), validation: 0.2, test: 0.2, seed);
using var data = new Dataset(split.Train, split.Validation, split.Test, embeddings);
Console.WriteLine($"{data.UserCount} readers, {data.Train.Count} books read in the training part.");

// 5. LightGCN, aligned with the texts. What that brings, so small a library cannot show: the sample QuickStart and the program darec measure it.
using var generator = new Generator((ulong)seed);
using var backbone = new LightGcn(data.Train, width, generator: generator);
using var alignment = new DaRecAlignment(backbone, data, generator: generator); // books' texts suffice: readers have none
var options = new TrainerOptions { LearningRate = 5e-3, Seed = seed, Device = device };
using var result = new Trainer(backbone, data, options, alignment).Train();

// 6. A list for one reader: the best of what they have not read.
const int reader = 7;
using var user = result.Users[reader];
var best = TopK.For(user, result.Items, data.Train.ItemsOf(reader), count: 8);
Console.WriteLine($"Reader {reader} has read");
foreach (var book in data.Train.ItemsOf(reader))
{
    Console.WriteLine($"     {titles[book]} ({shelves[book]})");
}

Console.WriteLine("and may like");
foreach (var (place, ranked) in best.Index())
{
    Console.WriteLine($"  {place + 1}. {titles[ranked.Item]} ({shelves[ranked.Item]})");
}

var favourite = shelves[data.Train.ItemsOf(reader).ToArray().GroupBy(book => shelves[book]).MaxBy(shelf => shelf.Count())!.First()];
var fitting = best.Count(book => shelves[book.Item] == favourite);
Console.WriteLine($"{fitting} of {best.Count} are of the shelf that they read most of: {favourite}.");

folder.Delete(recursive: true);

string[] Column(string name) =>
    [.. TextFile.Read(books, new TextFileOptions { IdColumn = "id", TextColumns = [name] }).Texts.Select(text => text!)];

Interactions Read()
{
    var random = new Random(seed);
    string[] kinds = [.. shelves.Distinct()];
    int[] everything = [.. Enumerable.Range(0, titles.Length)];
    List<(int Reader, int Book)> read = [];
    for (var person = 0; person < readers; person++)
    {
        var liking = kinds[random.Next(kinds.Length)];
        int[] liked = [.. everything.Where(book => shelves[book] == liking)];
        read.AddRange(random.GetItems(liked, 6).Select(book => (person, book)));
        read.Add((person, random.Next(titles.Length)));
    }

    return Interactions.FromPairs([.. read.Select(pair => pair.Reader)], [.. read.Select(pair => pair.Book)], readers, titles.Length);
}
