using System.Diagnostics;
using DaRec;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using static TorchSharp.torch;

var dir = args[0]; var align = args[1]; var seed = int.Parse(args[2]);
using var data = dir == "planted" ? PlantedData.Generate(null, int.Parse(args[2])) : DatasetFolder.Open(dir);
foreach (var w in data.Warnings) Console.WriteLine(w);
using var generator = new Generator((ulong)seed);
var layers = 3;
using var model = new LightGcn(data.Train, seed: seed, layers: layers, generator: generator);
var patience = args.Length > 3 ? int.Parse(args[3]) : 5;
DaRecOptions o = align == "paper" ? DaRecOptions.Paper : DaRecOptions.Default;
if (align == "glo") o = o with { OrthogonalityWeight = 0, UniformityWeight = 0, LocalStructureWeight = 0 };
using var aligner = align == "none" ? null : new DaRecAligner(32, data.ItemEmbeddings!.Width, o, generator);
var trainer = new Trainer(model, data, new TrainerOptions { Seed = seed, Patience = patience }, aligner);
var sw = Stopwatch.StartNew();
using var result = trainer.Train(new P());
var m = new RankingEvaluator(data.Train, data.Test!).Evaluate(result.Users, result.Items);
Console.WriteLine($"{dir} {align} {seed}: best {result.BestEpoch} of {result.Epochs.Count}, {result.SecondsPerEpoch:f3} s/epoch, {sw.Elapsed.TotalSeconds:f0} s; recall {string.Join(" ", m.Recall.Values.Select(x => x.ToString("f4")))} ndcg {string.Join(" ", m.Ndcg.Values.Select(x => x.ToString("f4")))}");

internal sealed class P : IProgress<EpochReport>
{
    public void Report(EpochReport value)
    {
        if (value.Epoch % 15 == 0) Console.WriteLine($"{value.Epoch} {value.Loss:f4} {value.Alignment} {value.Seconds:f3} {value.Validation?.Recall[20]:f4}");
    }
}
