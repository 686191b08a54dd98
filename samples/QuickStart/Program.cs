// Trains LightGCN without and with DaRec on synthetic data, and compares both on the test part.
// Usage: dotnet run -c Release --project samples/QuickStart [-- [SEED] [--device cpu|cuda|cuda:N|auto]]
using System.Globalization;
using DaRec;
using DaRec.QuickStart;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using static TorchSharp.torch;

const int width = 32;
var at = Array.IndexOf(args, "--device");
var device = TorchDevice.Parse(at < 0 ? "auto" : args[at + 1]); // the first GPU where there is one
var seed = args.Length > 0 && at != 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2023;

// 1. Data: interactions in three parts, and a frozen text embedding for each user and item. Yours come from DatasetFolder.Open.
using var data = SyntheticData.Generate(seed: seed);
Report.Header(data, seed);

Trainer.KeepFreedMemory(); // under Linux, an epoch takes less time

// 2. The backbone alone, and the same backbone with an aligner.
var options = new TrainerOptions { LearningRate = 5e-3, Seed = seed, Device = device };
var alone = Run("LightGCN", _ => null);
var aligned = Run("LightGCN + DaRec", backbone => new DaRecAlignment(backbone, data, generator: new Generator((ulong)seed + 1)));

// 3. What the alignment brought.
Report.Comparison(alone, aligned);

Outcome Run(string name, Func<Backbone, TextMethod?> align)
{
    using var generator = new Generator((ulong)seed); // the same start for both
    using var backbone = new LightGcn(data.Train, width, generator: generator);
    using var alignment = align(backbone);
    var trainer = new Trainer(backbone, data, options, alignment);
    using var result = Report.WithProgress(name, progress => trainer.Train(progress));
    var test = new RankingEvaluator(data.Train, data.Test!).Evaluate(result.Users, result.Items);
    return new Outcome(name, test, result.BestEpoch, result.Epochs);
}
