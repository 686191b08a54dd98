using DaRec.Internal;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Losses;

/// <summary>InfoNCE (van den Oord et al., 2018): a row should be more alike to its partner than to all candidates.</summary>
/// <remarks>
/// <code>L = Σᵢ wᵢ (log Σⱼ nⱼ exp(cos(aᵢ, cⱼ)/τ) − cos(aᵢ, pᵢ)/τ)</code>
/// The partner is usually one of the candidates. On the CPU value and gradient come from one sweep over tiles of candidates, without
/// a matrix of all pairs. Cost: O(b n d) time, O((b + n) d) memory.
/// </remarks>
public sealed class InfoNceLoss : ParameterLessModule<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Creates the loss.</summary>
    /// <param name="temperature">τ &gt; 0. Default 0.2.</param>
    public InfoNceLoss(double temperature = 0.2)
        : base(nameof(InfoNceLoss)) => Temperature = Guard.Positive(temperature);

    /// <summary>τ.</summary>
    public double Temperature { get; }

    /// <summary>The mean over rows, wᵢ = 1/b, a scalar.</summary>
    /// <param name="anchors">a, shape (b, d).</param>
    /// <param name="positives">p, the anchors' partners, shape (b, d).</param>
    /// <param name="candidates">c, shape (n, d).</param>
    public override Tensor forward(Tensor anchors, Tensor positives, Tensor candidates)
    {
        Guard.Matrix(anchors);
        using var scope = NewDisposeScope();
        return call(anchors, positives, candidates, full([anchors.size(0)], 1.0 / anchors.size(0), anchors.dtype, anchors.device))
            .MoveToOuterDisposeScope();
    }

    /// <summary>The mean over rows where the partners are the candidates, a scalar.</summary>
    /// <param name="anchors">a, shape (b, d).</param>
    /// <param name="positives">p = c, the anchors' partners, shape (b, d).</param>
    public Tensor call(Tensor anchors, Tensor positives) => call(anchors, positives, positives);

    /// <summary>The sum with weights of the rows, a scalar: a row that stands for several has their number in its weight.</summary>
    /// <param name="anchors">a, shape (b, d).</param>
    /// <param name="positives">p, the anchors' partners, shape (b, d).</param>
    /// <param name="candidates">c, shape (n, d).</param>
    /// <param name="weights">w, without gradient, shape (b).</param>
    /// <param name="counts">How often each candidate counts, &gt; 0, without gradient, shape (n); null for once.</param>
    public Tensor call(Tensor anchors, Tensor positives, Tensor candidates, Tensor weights, Tensor? counts = null)
    {
        Guard.Matrix(anchors);
        Guard.Matrix(positives);
        Guard.Matrix(candidates);
        Guard.SameShape(anchors, positives);
        Guard.SamePlace(anchors, candidates, nameof(anchors), nameof(candidates));
        Guard.Width(candidates, anchors.size(1));
        Guard.NonNegative(weights, anchors.size(0));
        Guard.SamePlace(anchors, weights, nameof(anchors), nameof(weights));
        if (counts is not null)
        {
            Guard.PositiveNumbers(counts, candidates.size(0));
            Guard.SamePlace(anchors, counts, nameof(anchors), nameof(counts));
        }

        using var scope = NewDisposeScope();
        return LogSumExp.Of(anchors, candidates, weights, 1 / Temperature, counts, normalize: true, positives).MoveToOuterDisposeScope();
    }
}
