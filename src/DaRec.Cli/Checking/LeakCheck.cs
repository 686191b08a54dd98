using DaRec.Data;
using DaRec.Embeddings;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Checking;

/// <summary>Aligned steps by the ten thousand: do tensors or memory stay behind?</summary>
internal static class LeakCheck
{
    private const int Users = 200;
    private const int Items = 300;
    private const int Width = 16;
    private const int TextWidth = 24;
    private const int WarmUp = 2000; // steps until pools and compiled code have their size

    /// <summary>Ways to use an aligner, each with what it makes of a step; the first is the plain one.</summary>
    public static IReadOnlyList<(string Name, Action<int, Action<bool>> Use)> Uses { get; } =
    [
        ("as it should be", static (_, step) => step(false)),
        ("the host throws in every third step", static (number, step) =>
        {
            try
            {
                step(number % 3 == 0);
            }
            catch (InvalidOperationException)
            {
                // the host goes on
            }
        }),
        ("without gradients", static (_, step) =>
        {
            using var noGrad = no_grad();
            step(false);
        }),
    ];

    /// <summary>Steps on this thread, after some to warm up.</summary>
    /// <param name="options">Of the aligner.</param>
    /// <param name="steps">How many are measured.</param>
    /// <param name="use">One of <see cref="Uses"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Tensors that were alive in the end and not in the beginning, and what the process's memory grew by, in bytes.</returns>
    public static (long Tensors, long Bytes) Run(DaRecOptions options, int steps, Action<int, Action<bool>> use, CancellationToken cancellation)
    {
        using var outer = NewDisposeScope();
        using var generator = new Generator(1);
        var taker = Enumerable.Range(0, 2000).Select(pair => pair % Users).ToArray();
        var taken = taker.Select((user, pair) => (user + (pair / Users * 7)) % Items).ToArray();
        using var texts = FrozenEmbeddings.FromTensor(randn([Items, TextWidth], generator: generator));
        using var aligner = new DaRecAligner(Width, Interactions.FromPairs(taker, taken, Users, Items), texts, options: options, generator: generator);
        var users = randn([Users, Width], generator: generator).requires_grad_(true);
        var items = randn([Items, Width], generator: generator).requires_grad_(true);
        Go(WarmUp);
        var (tensors, bytes) = (Alive(), Resident());
        Go(steps);
        return (Alive() - tensors, Resident() - bytes);

        void Go(int count)
        {
            for (var number = 0; number < count; number++)
            {
                cancellation.ThrowIfCancellationRequested();
                use(number, Step);
            }
        }

        void Step(bool throws)
        {
            using var scope = NewDisposeScope();
            var losses = aligner.Align(users.mul(Held(1)), items.mul(Held(1)));
            if (throws)
            {
                throw new InvalidOperationException("The host failed between alignment and backward.");
            }

            if (losses.Total.requires_grad)
            {
                losses.Total.backward();
                (users.grad, items.grad) = (null, null);
            }
        }

        static long Alive() => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }
}
