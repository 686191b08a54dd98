using DaRec.Internal;
using TorchSharp.Modules;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Losses;

/// <summary>InfoNCE (van den Oord et al., 2018): each row should be more similar to its partner than to all candidates.</summary>
/// <remarks>
/// <code>L = Σᵢ wᵢ (log Σⱼ nⱼ exp(cos(aᵢ, cⱼ)/τ) − cos(aᵢ, pᵢ)/τ)</code>
/// The partner is usually one of the candidates. On the CPU, one sweep over tiles of candidates gives value and gradient without a
/// matrix of all pairs. Rows of 16 bits are computed with in float32. Cost: O(b n d) time, O((b + n) d) memory. Weights and counts on
/// another device than the CPU are not looked at; a count of 0 leaves its candidate out there.
/// On the CPU the gradient has no gradient of its own: second derivatives are not supported.
/// </remarks>
/// <example>
/// <code>
/// using var loss = new InfoNceLoss(temperature: 0.2);
/// using var value = loss.call(view, otherView, otherView);       // each row's partner has its number, all rows are candidates
/// value.backward();
/// </code>
/// </example>
public sealed class InfoNceLoss : ParameterLessModule<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Creates the loss.</summary>
    /// <param name="temperature">τ, finite and &gt; 0; a lower one weighs the most similar candidates more. Default 0.2.</param>
    public InfoNceLoss(double temperature = 0.2)
        : base(NativeTorch.Loaded(nameof(InfoNceLoss))) => Temperature = Guard.Positive(temperature);

    /// <summary>τ.</summary>
    public double Temperature { get; }

    /// <summary>The mean over rows, wᵢ = 1/b and nⱼ = 1, a scalar.</summary>
    /// <param name="anchors">a, shape (b, d).</param>
    /// <param name="positives">p, the anchors' partners, shape (b, d).</param>
    /// <param name="candidates">c, shape (n, d).</param>
    public override Tensor forward(Tensor anchors, Tensor positives, Tensor candidates)
    {
        Guard.Matrix(anchors);
        using var scope = NewDisposeScope();
        anchors = Rows.Widen(anchors);
        return Weighted(anchors, positives, candidates, full([anchors.size(0)], Held(1.0 / anchors.size(0)), anchors.dtype, anchors.device))
            .MoveToOuterDisposeScope();
    }

    /// <summary>The mean over rows with in-batch negatives, that is with the partners as candidates, a scalar.</summary>
    /// <param name="anchors">a, shape (b, d).</param>
    /// <param name="positives">p = c, the anchors' partners, shape (b, d).</param>
    public Tensor InBatch(Tensor anchors, Tensor positives) => call(anchors, positives, positives);

    /// <summary>The weighted sum over rows, a scalar. A row that occurs several times can be given once, with a higher weight.</summary>
    /// <param name="anchors">a, shape (b, d).</param>
    /// <param name="positives">p, the anchors' partners, shape (b, d).</param>
    /// <param name="candidates">c, shape (n, d).</param>
    /// <param name="weights">w, finite and ≥ 0, without gradient, of the anchors' element type and device, shape (b).</param>
    /// <param name="counts">
    /// n, how often each candidate counts, finite and &gt; 0, without gradient, of the anchors' element type and device, shape (n). Null
    /// counts each once.
    /// </param>
    /// <exception cref="ArgumentException">
    /// Shapes, element types or devices that do not fit, or a weight or count out of range; on the CPU, a row with NaN or infinity, which
    /// the message names.
    /// </exception>
    public Tensor Weighted(Tensor anchors, Tensor positives, Tensor candidates, Tensor weights, Tensor? counts = null)
    {
        Guard.Matrix(anchors);
        Guard.Matrix(positives);
        Guard.Matrix(candidates);
        using var scope = NewDisposeScope();
        (anchors, positives, candidates) = (Rows.Widen(anchors), Rows.Widen(positives), Rows.Widen(candidates));
        Guard.SameShape(anchors, positives);
        Guard.SamePlace(anchors, candidates, nameof(anchors), nameof(candidates));
        Guard.Width(candidates, anchors.size(1));
        ArgumentNullException.ThrowIfNull(weights);
        weights = Rows.Widen(weights);
        Guard.SamePlace(anchors, weights, nameof(anchors), nameof(weights));
        Guard.NonNegative(weights, anchors.size(0));
        if (counts is not null)
        {
            counts = Rows.Widen(counts);
            Guard.SamePlace(anchors, counts, nameof(anchors), nameof(counts));
            Guard.AllPositive(counts, candidates.size(0));
        }

        return FiniteLoss.Checked(
            LogSumExp.Of(anchors, candidates, weights, 1 / Temperature, counts, normalize: true, positives),
            (anchors, nameof(anchors)),
            (positives, nameof(positives)),
            (candidates, nameof(candidates))).MoveToOuterDisposeScope();
    }
}
