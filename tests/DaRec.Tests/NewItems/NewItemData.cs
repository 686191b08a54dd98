using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.NewItems;
using DaRec.Tests.Testing;
using static TorchSharp.torch;

namespace DaRec.Tests.NewItems;

/// <summary>Small data with items that nobody has taken in training, and trained tables of width 4.</summary>
internal sealed class NewItemData : IDisposable
{
    public const int Users = 12;
    public const int Items = 120;
    public const int Groups = 2;
    public const int Width = 4;
    public const int TextWidth = 6;

    /// <summary>The cold items, half of each group; the first 30 are in the validation part, the others in the test part.</summary>
    public static readonly int[] Cold = [.. Enumerable.Range(0, Items).Where(item => item / 2 % 2 == 1)];

    /// <summary>All methods, with short trainings.</summary>
    public static readonly Dictionary<string, NewItemMethod> Methods = new()
    {
        ["text profile"] = new TextProfile(),
        ["neighbor mean"] = new NeighborMean(new NeighborMeanOptions { Neighbors = 3 }),
        ["ridge map"] = new RidgeMap(),
        ["DropoutNet"] = new DropoutNet(new DropoutNetOptions { Epochs = 40, Patience = 40, BatchSize = 16, LearningRate = 0.01 }),
        ["CLCRec"] = new ClcRec(new ClcRecOptions { Epochs = 40, Patience = 40, BatchSize = 16, LearningRate = 0.01, Negatives = 8 }),
        ["ALDI"] = new Aldi(new AldiOptions { Epochs = 40, Patience = 40, BatchSize = 16, LearningRate = 0.01, MapUsers = false }),
        ["ALDI, users mapped"] = new Aldi(
            new AldiOptions { Epochs = 40, Patience = 40, BatchSize = 16, LearningRate = 0.01, MapUsers = true }),
    };

    /// <summary>
    /// User u takes items of group u mod 2 alone. Trained rows, and texts, are the group's direction with noise; trained rows of cold
    /// items are noise alone.
    /// </summary>
    public NewItemData(bool hasValidation = true, ScalarType dtype = ScalarType.Float32)
    {
        var train = new List<(int User, int Item)>();
        var (validation, test) = (new List<(int User, int Item)>(), new List<(int User, int Item)>());
        for (var user = 0; user < Users; user++)
        {
            for (var item = user % Groups; item < Items; item += Groups)
            {
                var part = Array.IndexOf(Cold, item) switch { < 0 => train, < 30 => validation, _ => test };
                if (part != train || (user + item) % 3 != 0)
                {
                    part.Add((user, item));
                }
            }
        }

        using var scope = NewDisposeScope();
        var signs = arange(Items).remainder(2).mul(2).sub(1).unsqueeze(1).to(ScalarType.Float64); // (n, 1), ±1
        var texts = signs.mul(Tensors.Random(1, TextWidth, 4)).add(Tensors.Random(Items, TextWidth, 5).mul(0.3)).add(2);
        var direction = Tensors.Random(1, Width, 6);
        var items = signs.mul(direction).add(Tensors.Random(Items, Width, 7).mul(0.2));
        var cold = tensor(Cold).to(ScalarType.Int64);
        items.index_copy_(0, cold, Tensors.Random(Cold.Length, Width, 8));
        var users = signs.narrow(0, 0, Users).mul(direction).add(Tensors.Random(Users, Width, 9).mul(0.2));
        Data = new Dataset(
            Of(train),
            hasValidation ? Of(validation) : null,
            Of(test),
            FrozenEmbeddings.FromTensor(texts.to(ScalarType.Float32)));
        (UserTable, ItemTable) = (users.to(dtype).DetachFromDisposeScope(), items.to(dtype).DetachFromDisposeScope());

        static Interactions Of(List<(int User, int Item)> pairs) =>
            Interactions.FromPairs([.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], Users, Items);
    }

    public Dataset Data { get; }

    public Tensor UserTable { get; }

    public Tensor ItemTable { get; }

    public static long[] Warm => [.. Enumerable.Range(0, Items).Except(Cold).Select(item => (long)item)];

    public RankedEmbeddings Place(NewItemMethod method, ulong seed = 1)
    {
        using var generator = new Generator(seed);
        return method.Place(UserTable, ItemTable, Data, generator);
    }

    /// <summary>(t − t̄) / ‖t − t̄‖ with t̄ over warm items, by loops.</summary>
    public double[][] CenteredTexts()
    {
        using var block = Data.ItemEmbeddings!.Block(0, Items);
        var rows = Jagged(block.ToArray());
        double[] center = [.. Enumerable.Range(0, TextWidth).Select(k => Warm.Average(item => rows[item][k]))];
        return [.. rows.Select(row =>
        {
            double[] moved = [.. row.Zip(center, (x, c) => x - c)];
            var length = Math.Sqrt(moved.Sum(x => x * x));
            return moved.Select(x => x / length).ToArray();
        })];
    }

    public static double[][] Jagged(double[,] matrix) => [.. Enumerable.Range(0, matrix.GetLength(0))
        .Select(i => Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[i, j]).ToArray())];

    public void Dispose()
    {
        Data.Dispose();
        UserTable.Dispose();
        ItemTable.Dispose();
    }
}
