// A plain TorchSharp matrix-factorization loop, and the three lines that DaRec adds to it, marked ① to ③.
// Usage: dotnet run -c Release --project samples/BringYourOwnTrainer [-- --device cpu|cuda|cuda:N|auto]
using DaRec;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

const int width = 32;
const int batch = 1024;
const int epochs = 60;
var device = TorchDevice.Parse(args is ["--device", var name] ? name : "auto"); // the first GPU where there is one

// Your data: training interactions (Interactions.FromPairs makes them), and a frozen text embedding for each item.
using var data = SyntheticData.Generate(seed: 7);
var (interactions, texts) = (data.Train, data.ItemEmbeddings!);

var plain = Train(align: false);
var aligned = Train(align: true);
Console.WriteLine(FormattableString.Invariant(
    $"test Recall@20: {plain:f4} alone, {aligned:f4} with DaRec ({(aligned / plain) - 1:+0.0 %;-0.0 %})"));

double Train(bool align)
{
    using var generator = new Generator(7);
    using var users = Parameter(randn([interactions.UserCount, width], generator: generator).mul_(0.1).to(device));
    using var items = Parameter(randn([interactions.ItemCount, width], generator: generator).mul_(0.1).to(device));
    var (userOf, itemOf) = (interactions.ToUsers(), interactions.Items.ToArray());

    using var aligner = new DaRecAligner(width, interactions, itemTexts: texts, generator: generator); // ① once
    aligner.to(device);
    using var optimizer = optim.Adam([users, items, .. aligner.parameters()], lr: 5e-3);
    for (var epoch = 0; epoch < epochs; epoch++)
    {
        using var epochScope = NewDisposeScope();
        var order = randperm(userOf.Length, generator: generator);
        var (allUsers, allItems) = (Shuffled(userOf, order), Shuffled(itemOf, order));
        for (var start = 0L; start < userOf.Length; start += batch)
        {
            using var scope = NewDisposeScope(); // disposes what the step and its backward pass make
            var size = Math.Min(batch, userOf.Length - start);
            var user = users.index_select(0, allUsers.narrow(0, start, size));
            var positive = items.index_select(0, allItems.narrow(0, start, size));
            var negative = items.index_select(0, randint(0, interactions.ItemCount, size, dtype: ScalarType.Int64, generator: generator).to(device));
            var margins = (user * (positive - negative)).sum(1L);
            var loss = functional.softplus(-margins).mean() + (1e-5 * (users.square().sum() + items.square().sum()));

            if (align)
            {
                loss += aligner.Align(users, items).Total; // ② each step
            }

            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }
    }

    var evaluator = new RankingEvaluator(data.Train, data.Test!, 20);
    if (!align)
    {
        return evaluator.Evaluate(users, items).Recall[20];
    }

    using var ranked = aligner.Represent(users, items); // ③ what you evaluate, rank with and serve
    return evaluator.Evaluate(ranked.Users, ranked.Items).Recall[20];
}

Tensor Shuffled(int[] numbers, Tensor order) => tensor(numbers).to(ScalarType.Int64).index_select(0, order).to(device);
