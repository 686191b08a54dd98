using DaRec.Evidence;

// A plain TorchSharp matrix-factorization loop, and the lines that DaRec adds to it, marked ① to ⑤.
// Usage: dotnet run -c Release --project samples/BringYourOwnTrainer
using DaRec;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

const int dim = 32;
const int batch = 1024;
const int epochs = 60;

// Your data: pairs of user and item, and a frozen text embedding for each item. Users need no texts.
using var data = SyntheticData.Generate(seed: 7);
var texts = data.ItemEmbeddings!;
var (userOf, itemOf) = (data.Train.ToUsers(), data.Train.Items.ToArray());

var plain = Train(align: false);
var aligned = Train(align: true);
Console.WriteLine(FormattableString.Invariant(
    $"test Recall@20: {plain:f4} alone, {aligned:f4} with DaRec ({(aligned / plain) - 1:+0.0 %;-0.0 %})"));

double Train(bool align)
{
    using var generator = new Generator(7);
    using var users = Parameter(randn([data.UserCount, dim], generator: generator).mul_(0.1));
    using var items = Parameter(randn([data.ItemCount, dim], generator: generator).mul_(0.1));

    using var evidence = TextEvidence.Fit(texts, userOf, itemOf, data.UserCount); // ① what these texts tell about these interactions
    using var aligner = new DaRecAligner(dim, texts.Width, generator: generator, evidence: evidence); // ②
    using var optimizer = optim.Adam([users, items, .. aligner.parameters()], lr: 5e-3); // ③ its weights train with yours
    for (var epoch = 0; epoch < epochs; epoch++)
    {
        using var epochScope = NewDisposeScope();
        var order = randperm(userOf.Length, generator: generator);
        var (allUsers, allItems) = (Shuffled(userOf, order), Shuffled(itemOf, order));
        for (var start = 0L; start < userOf.Length; start += batch)
        {
            using var scope = NewDisposeScope();
            var size = Math.Min(batch, userOf.Length - start);
            var user = users.index_select(0, allUsers.narrow(0, start, size));
            var positive = items.index_select(0, allItems.narrow(0, start, size));
            var negative = items.index_select(0, randint(0, data.ItemCount, size, dtype: ScalarType.Int64, generator: generator));
            var margins = (user * (positive - negative)).sum(1L);
            var loss = functional.softplus(-margins).mean() + (1e-5 * (users.square().sum() + items.square().sum()));

            if (align)
            {
                loss += aligner.call(users, items, userLanguage: null, itemLanguage: texts).Total; // ④
            }

            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }
    }

    var (rankedUsers, rankedItems) = align ? evidence.Append(users, items) : (users, items); // ⑤ what you rank with and serve
    return new RankingEvaluator(data.Train, data.Test!, 20).Evaluate(rankedUsers, rankedItems).Recall[20];
}

static Tensor Shuffled(int[] numbers, Tensor order) => tensor(numbers).to(ScalarType.Int64).index_select(0, order);
