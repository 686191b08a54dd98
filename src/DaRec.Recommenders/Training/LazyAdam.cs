using System.Numerics;
using DaRec.Internal;
using DaRec.Recommenders.Internal;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>Adam on the rows of a table that a step uses: each row has moments and a clock of its own, and the others stay where they are.</summary>
/// <remarks>
/// <code>
/// g ← g + 2 λ k θ,   k steps since the row was used last
/// t ← t + 1,  m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  θ ← θ − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
/// </code>
/// with t the steps that used the row. A step costs its rows, whatever the table's length is. The penalty λ Σ θ² of the whole table comes in
/// through the rows' gradients: each makes up for the steps that left it out. Where every step uses every row, it is
/// <see cref="FusedAdam"/> to the last bit. Other parameters are moved by that one.
/// </remarks>
internal sealed class LazyAdam : ITrainingOptimizer
{
    private const string FirstKey = "rows/first";
    private const string SecondKey = "rows/second";
    private const string MovesKey = "rows/moves";
    private const string LastKey = "rows/last";
    private const string StepsKey = "rows/steps";
    private const int PartRows = 64;

    private readonly Parameter _table;
    private readonly FusedAdam _others;
    private readonly double _learningRate;
    private readonly double _penalty;
    private readonly Tensor _first;
    private readonly Tensor _second;
    private readonly List<AdamStep> _sizes = []; // by the number of a row's moves, less one
    private int[] _moves; // of each row
    private int[] _last; // step that used each row last
    private int _steps;

    /// <summary>Creates it.</summary>
    /// <param name="table">Float32 or float64, contiguous, on the CPU, (n, d).</param>
    /// <param name="others">The other parameters.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="penalty">λ.</param>
    public LazyAdam(Parameter table, IEnumerable<Parameter> others, double learningRate, double penalty)
    {
        using var noGrad = no_grad();
        (_table, _others, _learningRate, _penalty) = (table, new FusedAdam(others, learningRate), learningRate, penalty);
        using var numbers = table.detach();
        HugePages.Take(numbers);
        (_first, _second) = (HugePages.ZerosLike(table).DetachFromDisposeScope(), HugePages.ZerosLike(table).DetachFromDisposeScope());
        (_moves, _last) = (new int[table.size(0)], new int[table.size(0)]);
    }

    public void ZeroGradients() => _others.ZeroGradients();

    /// <summary>Moves the other parameters that have a gradient.</summary>
    public void Step() => _others.Step();

    /// <summary>Moves rows of the table.</summary>
    /// <param name="rows">Their numbers, distinct.</param>
    /// <param name="gradient">Of each row, contiguous, (rows, d); overwritten.</param>
    public void Step(ReadOnlyMemory<int> rows, Tensor gradient)
    {
        _steps++;
        if (rows.Length == 0)
        {
            return;
        }

        if (_table.dtype == ScalarType.Float32)
        {
            Move<float>(rows, gradient);
        }
        else
        {
            Move<double>(rows, gradient);
        }
    }

    public IReadOnlyDictionary<string, Tensor> GetState()
    {
        var state = new Dictionary<string, Tensor>(_others.GetState())
        {
            [FirstKey] = _first.alias(),
            [SecondKey] = _second.alias(),
            [MovesKey] = tensor(_moves),
            [LastKey] = tensor(_last),
            [StepsKey] = tensor(_steps),
        };
        return state;
    }

    public void SetState(IReadOnlyDictionary<string, Tensor> state)
    {
        using var noGrad = no_grad();
        _others.SetState(state);
        _first.copy_(state[FirstKey]);
        _second.copy_(state[SecondKey]);
        (_moves, _last) = (HostReads.ToArray<int>(state[MovesKey]), HostReads.ToArray<int>(state[LastKey]));
        _steps = HostReads.ToArray<int>(state[StepsKey])[0];
    }

    public void Dispose()
    {
        _others.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private unsafe void Move<T>(ReadOnlyMemory<int> rows, Tensor gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var width = (int)_table.size(1);
        var (values, slopes) = ((nint)TensorMemory.Address(_table), (nint)TensorMemory.Address(gradient));
        var (means, squares) = ((nint)TensorMemory.Address(_first), (nint)TensorMemory.Address(_second));
        FitSizes(rows.Span);
        TorchThreads.For(
            (rows.Length + PartRows - 1) / PartRows,
            part =>
            {
                var span = rows.Span;
                for (var at = part * PartRows; at < Math.Min((part + 1) * PartRows, span.Length); at++)
                {
                    var row = (nint)span[at] * width;
                    var own = (T*)slopes + ((nint)at * width);
                    AddPenalty((T*)values + row, own, width, T.CreateTruncating(2 * _penalty * (_steps - _last[span[at]])));
                    AdamKernel.Move((T*)values + row, own, (T*)means + row, (T*)squares + row, width, _sizes[_moves[span[at]]++]);
                    _last[span[at]] = _steps;
                }
            },
            work: 8L * rows.Length * width);
    }

    // Rounded as by operators: a product, then a sum.
    private static unsafe void AddPenalty<T>(T* values, T* slopes, int width, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (factor == T.Zero)
        {
            return;
        }

        var (c, factors) = (0, new Vector<T>(factor));
        for (; c <= width - Vector<T>.Count; c += Vector<T>.Count)
        {
            (Vector.Load(slopes + c) + (Vector.Load(values + c) * factors)).Store(slopes + c);
        }

        for (; c < width; c++)
        {
            var penalty = values[c] * factor;
            slopes[c] += penalty;
        }
    }

    private void FitSizes(ReadOnlySpan<int> rows)
    {
        var most = 0;
        foreach (var row in rows)
        {
            most = Math.Max(most, _moves[row]);
        }

        while (_sizes.Count <= most)
        {
            _sizes.Add(AdamStep.Of(_learningRate, _sizes.Count + 1));
        }
    }
}
