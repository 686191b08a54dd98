// Matrix factorization and DaRec in several processes, on one machine or many, in a loop of one's own; new lines are marked ① to ⑤.
// Usage: mpirun -n 2 dotnet run -c Release --no-build --project samples/DataParallel [-- ROWS]   (without mpirun: one process)
using System.Diagnostics;
using DaRec;
using DaRec.Data;
using DaRec.Distributed;
using DaRec.Embeddings;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

const int userCount = 4000, itemCount = 16384, pairCount = 200_000, width = 32, batch = 4096, steps = 20;
var rows = args is [var typed] ? int.Parse(typed) : 8192; // N̂, items that a step compares

MpiCommunicator.Run(Train); // ① where a process fails, all end

void Train(ICommunicator processes)
{
    set_num_threads(1); // processes share the cores

    // Each process has all data and draws the same numbers. Made up: even users take even items, as the texts say.
    using var generator = new Generator(7);
    var random = new Random(7);
    int[] userOf = [.. Enumerable.Range(0, pairCount).Select(pair => pair % userCount)];
    int[] itemOf = [.. userOf.Select(user => (user % 2) + (2 * random.Next(itemCount / 2)))];
    var interactions = Interactions.FromPairs(userOf, itemOf, userCount, itemCount);
    using var texts = FrozenEmbeddings.FromTensor(randn([itemCount, 64], generator: generator) + (arange(itemCount) % 2).unsqueeze(1));
    using var users = Parameter(randn([userCount, width], generator: generator) * 0.1);
    using var items = Parameter(randn([itemCount, width], generator: generator) * 0.1);

    var options = DaRecOptions.Default with { Sampling = new() { Size = rows }, Strength = new() { Every = 1 } };
    using var aligner = new DaRecAligner(width, interactions, texts, options: options, generator: generator, communicator: processes); // ②
    TorchSharp.Modules.Parameter[] parameters = [users, items, .. aligner.parameters()];
    processes.Broadcast(parameters); // ③ all start from process 0's weights
    using var optimizer = optim.Adam(parameters, lr: 0.01);

    var (watch, values) = (new Stopwatch(), "");
    for (var step = 0; step <= steps; step++)
    {
        using var scope = NewDisposeScope();
        var pairs = randint(0, pairCount, batch, generator: generator);
        var negatives = randint(0, itemCount, batch, dtype: ScalarType.Int64, generator: generator);

        var (first, count) = processes.ShareOf(batch); // ④ this process's part of the batch: a sum over it, divided by the whole batch's size
        var own = pairs.narrow(0, first, count);
        var user = users.index_select(0, tensor(userOf, dtype: ScalarType.Int64).index_select(0, own));
        var taken = items.index_select(0, tensor(itemOf, dtype: ScalarType.Int64).index_select(0, own));
        var other = items.index_select(0, negatives.narrow(0, first, count));
        var rankingLoss = functional.softplus((user * (other - taken)).sum(1L)).sum() / batch;

        var alignment = aligner.Align(users, items); // its values are of all rows, its gradient is this process's share
        optimizer.zero_grad();
        (rankingLoss + alignment.Total).backward();
        processes.SumGradients(parameters); // ⑤ the gradient of the whole batch and of all rows, the same on each process
        optimizer.step();

        var loss = rankingLoss.detach();
        processes.AllReduceSum(loss);
        values = FormattableString.Invariant($"ranking loss {loss.item<float>():f5}, {alignment.ToValues()}");
        watch.Start(); // the first step warms up
    }

    processes.EnsureSame(parameters, "weights");
    if (processes.Rank == 0)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"{processes.Size} process(es), {rows} rows: {values}, {watch.Elapsed.TotalMilliseconds / steps:f1} ms a step"));
    }
}
