using DaRec.Distributed;
using DaRec.Internal;
using DaRec.Kernels;
using TorchSharp.Modules;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Losses;

/// <summary>Measures how far each row's neighbourhood among collaborative rows differs from its neighbourhood among texts.</summary>
/// <remarks>
/// Start at <c>Dense</c>: the fast form must equal it in value and gradient.
/// The neighbourhood form of the global term (not the paper's): with cosines S and temperature τ
/// <code>L_glo = 1/n Σᵢ KL( softmax_{j≠i}(S_L[i,j]/τ) ‖ softmax_{j≠i}(S_C[i,j]/τ) )</code>
/// S_L comes from the centred texts and carries no gradient. 0 when both sides rank and weigh every row's neighbours alike. Rows of 16 bits
/// are computed with in float32.
/// Cost: O(n² (d + e)) time, O(n (d + e)) memory (<see cref="LossKernel.Dense"/>: O(n²) memory).
/// </remarks>
/// <example>
/// <code>
/// using var loss = new NeighborhoodStructureLoss(temperature: 0.1);
/// using var value = loss.call(embeddings, texts);                // (n, d) and (n, e), row by row of the same items
/// value.backward();                                              // to the embeddings alone
/// </code>
/// </example>
public sealed class NeighborhoodStructureLoss : ParameterLessModule<Tensor, Tensor, Tensor>
{
    /// <summary>The temperature τ unless another is given: 0.1.</summary>
    public const double DefaultTemperature = 0.1;

    private readonly double _temperature;
    private readonly bool _centerLanguage;
    private readonly LossKernel _kernel;
    private readonly ICommunicator? _communicator;

    /// <summary>Creates the loss.</summary>
    /// <param name="temperature">τ &gt; 0; smaller looks at fewer neighbours. Default 0.1.</param>
    /// <param name="centerLanguage">Whether the mean text is subtracted first; texts of one kind are alike. Default true.</param>
    /// <param name="kernel">How it is computed; the result is the same. Default <see cref="LossKernel.Fast"/>.</param>
    /// <param name="communicator">
    /// The processes that share the work, all with the same rows: each gets the value of the whole and the gradient of its share. Null computes
    /// alone. Default null.
    /// </param>
    public NeighborhoodStructureLoss(
        double temperature = DefaultTemperature,
        bool centerLanguage = true,
        LossKernel kernel = LossKernel.Fast,
        ICommunicator? communicator = null)
        : base(NativeTorch.Loaded(nameof(NeighborhoodStructureLoss)))
    {
        _temperature = Guard.Positive(temperature);
        _centerLanguage = centerLanguage;
        _kernel = Guard.Defined(kernel);
        _communicator = communicator;
    }

    /// <summary>The mean divergence of neighbourhoods, a scalar.</summary>
    /// <param name="collaborative">Rows that are to move, shape (n, d), n ≥ 2.</param>
    /// <param name="language">Frozen texts of the same rows, shape (n, e).</param>
    /// <exception cref="ArgumentException">Shapes or types that do not fit; on the CPU, a row with NaN or infinity, which the message names.</exception>
    public override Tensor forward(Tensor collaborative, Tensor language)
    {
        Guard.Matrix(collaborative, minRows: 2);
        Guard.Matrix(language, minRows: 2);
        using var scope = NewDisposeScope();
        (collaborative, language) = (Rows.Widen(collaborative), Rows.Widen(language));
        Guard.SameRows(collaborative, language);
        var texts = _centerLanguage ? Rows.Center(language.detach()) : language.detach();
        var value = _kernel == LossKernel.Dense ? Shared.OnceOf(_communicator, Dense(collaborative, texts)) : Fast(collaborative, texts);
        return FiniteLoss.Checked(value, (collaborative, nameof(collaborative)), (language, nameof(language))).MoveToOuterDisposeScope();
    }

    private Tensor Dense(Tensor collaborative, Tensor texts)
    {
        var target = LogNeighborhoods(texts); // (n, n)
        var ours = LogNeighborhoods(collaborative);
        return target.exp().mul(target.sub(ours)).sum(1L).mean();
    }

    private Tensor LogNeighborhoods(Tensor rows)
    {
        var self = eye(rows.size(0), dtype: ScalarType.Bool, device: rows.device);
        var logits = Rows.Cosines(rows, rows).div(Held(_temperature));

        // A finite bar instead of −∞: the weight exp(bar) is exactly 0 and 0 · (bar − bar) is 0, not NaN.
        return logits.masked_fill(self, Held(-1e9)).log_softmax(1);
    }

    private Tensor Fast(Tensor collaborative, Tensor texts)
    {
        var (value, gradient) = NeighborhoodKernel.ValueAndGradient(
            collaborative.detach(), texts, _temperature, PrecomputedGradient.IsNeeded(collaborative), _communicator);
        return PrecomputedGradient.Attach(value, (collaborative, gradient));
    }
}
