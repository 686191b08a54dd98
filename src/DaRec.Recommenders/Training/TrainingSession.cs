using DaRec.Recommenders.Training.Checkpoints;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>A training under way: everything that changes from one epoch to the next.</summary>
internal sealed class TrainingSession : IDisposable
{
    private const string OptimizerPart = "optimizer";
    private const string SamplerPart = "sampler";
    private const string BestPart = "best";
    private const string RandomName = "random/default"; // of modules that were given no generator

    private readonly (string Name, nn.Module Module)[] _modules;
    private readonly TripletSampler _sampler;
    private readonly WeightSnapshot _best;
    private readonly List<EpochReport> _reports = [];

    /// <summary>Starts.</summary>
    /// <param name="modules">The backbone and the text method, named.</param>
    /// <param name="optimizer">Of their parameters; disposed here.</param>
    /// <param name="sampler">Of the training interactions.</param>
    public TrainingSession((string Name, nn.Module Module)[] modules, ITrainingOptimizer optimizer, TripletSampler sampler)
    {
        (_modules, Optimizer, _sampler) = (modules, optimizer, sampler);
        _best = new WeightSnapshot(modules.Select(module => module.Module));
    }

    /// <summary>What moves the weights.</summary>
    public ITrainingOptimizer Optimizer { get; }

    /// <summary>A report of each epoch so far.</summary>
    public IReadOnlyList<EpochReport> Reports => _reports;

    /// <summary>The report of the best evaluation; null before the first.</summary>
    public EpochReport? Best { get; private set; }

    /// <summary>The validation recall of each evaluation so far.</summary>
    /// <param name="cutoff">k of the recall.</param>
    public IReadOnlyList<double> Recalls(int cutoff) =>
        [.. _reports.Where(report => report.Validation is not null).Select(report => report.Validation!.Recall[cutoff])];

    /// <summary>Takes an epoch down, and its weights where it is the best.</summary>
    public void Add(EpochReport report)
    {
        if (report.IsBest)
        {
            Best = report;
            _best.Take();
        }

        _reports.Add(report);
    }

    /// <summary>Gives the modules the weights of the best evaluation, if there was one.</summary>
    public void RestoreBest()
    {
        if (Best is not null)
        {
            _best.Restore();
        }
    }

    /// <summary>The state at the end of an epoch, its tensors in the caller's dispose scope or the modules' own.</summary>
    public Checkpoint Take(string data, string settings)
    {
        using var noGrad = no_grad();
        var modules = TakeModules(data, settings);
        var tensors = new Dictionary<string, Tensor>(modules.Tensors);
        Add(tensors, OptimizerPart, Optimizer.GetState());
        Add(tensors, BestPart, Best is null ? [] : _best.GetState());
        return modules with { Tensors = tensors };
    }

    /// <summary>As <see cref="Take"/>, without the optimizer and the best weights.</summary>
    public Checkpoint TakeModules(string data, string settings)
    {
        using var noGrad = no_grad();
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (name, module) in _modules)
        {
            Add(tensors, WeightsOf(name), module.state_dict());
            foreach (var (path, part) in Resumables(module))
            {
                Add(tensors, StateOf(name, path), part.GetState());
            }
        }

        Add(tensors, SamplerPart, _sampler.GetState());
        tensors[RandomName] = get_rng_state();
        return new Checkpoint(
            new CheckpointFacts
            {
                Data = data,
                Settings = settings,
                Threads = get_num_threads(),
                Reports = [.. Reports],
            },
            tensors);
    }

    /// <summary>Goes on from a state that <see cref="Misfit"/> has nothing against.</summary>
    public void PutBack(Checkpoint checkpoint)
    {
        using var noGrad = no_grad();
        var facts = checkpoint.Facts;
        _reports.AddRange(facts.Reports);
        Best = facts.Reports.LastOrDefault(report => report.IsBest);
        PutModulesBack(checkpoint);
        Optimizer.SetState(checkpoint.Part(OptimizerPart)); // in no scope of ours: TorchSharp's keep tensors that they make here
        if (Best is not null)
        {
            _best.SetState(checkpoint.Part(BestPart));
        }
    }

    /// <summary>The first weight that modules and a checkpoint do not share, as an end of a sentence; null where they share all.</summary>
    public static string? Misfit((string Name, nn.Module Module)[] modules, Checkpoint checkpoint)
    {
        foreach (var (name, module) in modules)
        {
            var (saved, live) = (checkpoint.Part(WeightsOf(name)), module.state_dict());
            foreach (var key in saved.Keys.Union(live.Keys).Order(StringComparer.Ordinal))
            {
                var (theirs, ours) = (Shown(saved.GetValueOrDefault(key)), Shown(live.GetValueOrDefault(key)));
                if (theirs != ours)
                {
                    return $"{key} of the {name} is {theirs} there and {ours} here";
                }
            }
        }

        return null;
    }

    public void Dispose()
    {
        _sampler.Release();
        _best.Dispose();
        Optimizer.Dispose();
    }

    /// <summary>Weights and random numbers from a state; the optimizer stays as it is.</summary>
    public void PutModulesBack(Checkpoint checkpoint)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        set_rng_state(checkpoint.Tensors[RandomName]);
        _sampler.SetState(checkpoint.Part(SamplerPart));
        foreach (var (name, module) in _modules)
        {
            var saved = checkpoint.Part(WeightsOf(name));
            foreach (var (key, value) in module.state_dict())
            {
                value.copy_(saved[key]);
            }

            foreach (var (path, part) in Resumables(module))
            {
                part.SetState(checkpoint.Part(StateOf(name, path)));
            }
        }
    }

    private static void Add(Dictionary<string, Tensor> tensors, string part, IEnumerable<KeyValuePair<string, Tensor>> state)
    {
        foreach (var (key, value) in state)
        {
            tensors[$"{part}/{key}"] = value;
        }
    }

    private static string WeightsOf(string module) => $"{module}/weights";

    private static string StateOf(string module, string path) => $"{module}/state/{path}";

    private static string Shown(Tensor? weight) =>
        weight is null ? "missing" : $"{weight.dtype} ({string.Join(", ", weight.shape)})";

    // The module itself and those within it.
    private static IEnumerable<(string Path, IResumable Part)> Resumables(nn.Module module) => module.named_modules()
        .Select(part => (Path: part.name, Part: part.module))
        .Prepend(("", module))
        .DistinctBy(part => part.Item2, ReferenceEqualityComparer.Instance)
        .Where(part => part.Item2 is IResumable)
        .Select(part => (part.Item1, (IResumable)part.Item2));
}
