using System.CommandLine;
using System.Globalization;
using DaRec.Cli.Checking;

namespace DaRec.Cli.Commands;

/// <summary>The hidden verb <c>check-leaks</c>: whether aligned steps leave tensors or memory behind.</summary>
internal static class CheckLeaksCommand
{
    private const long MostBytes = 5 << 20;

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes, and what ends it.</param>
    public static Command Create(CliContext context)
    {
        var steps = new Option<string>("--steps") { HelpName = "N", Description = "Steps of the first case; the others take a tenth. [100000]" };
        var command = new Command("check-leaks", "Runs many aligned steps, and counts the tensors and the memory that stay.") { Hidden = true };
        command.Options.Add(steps);
        command.SetAction(parsed =>
        {
            var count = Arguments.Count(parsed.GetValue(steps) ?? "100000", steps.Name);
            var few = Math.Max(1, count / 10);
            var aligned = DaRecOptions.Default with { Strength = DaRecOptions.Default.Strength with { Every = 1 }, Sampling = new() { Size = 64 } };
            var heads = DaRecOptions.PaperNormalized with { Sampling = new() { Size = 64 } };
            var (plain, token) = (LeakCheck.Uses[0].Use, context.Cancellation);
            var isFlat = LeakCheck.Uses.Select((use, number) =>
                Shown(use.Name, number == 0 ? count : few, many => LeakCheck.Run(aligned, many, use.Use, token))).ToList();
            isFlat.Add(Shown("the paper's terms, with heads", few, many => LeakCheck.Run(heads, many, plain, token)));
            isFlat.Add(Shown("two threads, an aligner each", few, many => OnTwoThreads(() => LeakCheck.Run(aligned, many, plain, token))));
            isFlat.Add(Shown("beside a thread that collects", few, many => BesideCollections(() => LeakCheck.Run(aligned, many, plain, token))));
            return isFlat.TrueForAll(flat => flat) ? CliProgram.Done : CliProgram.Failed;
        });
        return command;

        bool Shown(string name, int many, Func<int, (long Tensors, long Bytes)> run)
        {
            var (tensors, bytes) = run(many);
            context.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name}: {many} steps, {tensors} tensors left, {bytes / 1048576.0:+0.0;-0.0;0.0} MB"));
            return tensors == 0 && bytes < MostBytes;
        }
    }

    private static (long Tensors, long Bytes) OnTwoThreads(Func<(long Tensors, long Bytes)> run)
    {
        var results = new (long Tensors, long Bytes)[2];
        Thread[] threads = [.. results.Select((_, number) => new Thread(() => results[number] = run()))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return (results.Sum(result => result.Tensors), results.Max(result => result.Bytes));
    }

    private static (long Tensors, long Bytes) BesideCollections(Func<(long Tensors, long Bytes)> run)
    {
        using var ended = new ManualResetEventSlim();
        var collector = new Thread(() =>
        {
            while (!ended.Wait(TimeSpan.FromMilliseconds(1)))
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            return run();
        }
        finally
        {
            ended.Set();
            collector.Join();
        }
    }
}
