using DaRec.Internal;
using TorchSharp;
using TorchSharp.Modules;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Losses;

/// <summary>Softmax cross-entropy: a user's item should score higher than all items, or than some that were drawn.</summary>
/// <remarks>
/// <code>
/// all:      L = −1/b Σ log(e^{s⁺/τ} / Σ_{j ≤ n_i} e^{s_j/τ})
/// sampled:  L = −1/b Σ log(e^{s⁺/τ} / (e^{s⁺/τ} + Σ_{j ≤ k} e^{s_j/τ}))
/// s = cos(u, i), or ⟨u, i⟩
/// </code>
/// Items that are drawn uniformly need no correction of their scores. On the CPU, one sweep over tiles of items gives value and gradient
/// without a matrix of all pairs. Rows of 16 bits are computed with in float32. Cost: O(b k d) time, O((b + k) d) memory, on other devices
/// than the CPU O(b (k + d)); for all items O(m n_i d) time with m distinct users, and no matrix of all pairs on any device.
/// On the CPU the gradient has no gradient of its own: second derivatives are not supported.
/// </remarks>
public sealed class SoftmaxLoss : ParameterLessModule<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Creates the loss.</summary>
    /// <param name="temperature">τ, finite and &gt; 0; a lower one weighs the highest scores more. Default 0.2.</param>
    /// <param name="cosine">Whether scores are cosines; false takes inner products. Default true.</param>
    public SoftmaxLoss(double temperature = 0.2, bool cosine = true)
        : base(nameof(SoftmaxLoss)) => (Temperature, Cosine) = (Guard.Positive(temperature), cosine);

    /// <summary>τ.</summary>
    public double Temperature { get; }

    /// <summary>Whether scores are cosines.</summary>
    public bool Cosine { get; }

    /// <summary>The mean over pairs against items that were drawn, the same ones for all pairs, a scalar.</summary>
    /// <param name="users">Representations of the users, shape (b, d).</param>
    /// <param name="positives">Representations of items of these users, shape (b, d).</param>
    /// <param name="negatives">Representations of the items that were drawn, shape (k, d).</param>
    /// <exception cref="ArgumentException">
    /// Shapes, types or devices that do not fit, or no row; on the CPU, a row with NaN or infinity, which the message names.
    /// </exception>
    public override Tensor forward(Tensor users, Tensor positives, Tensor negatives)
    {
        Guard.Matrix(users);
        Guard.Matrix(positives);
        Guard.Matrix(negatives);
        using var scope = NewDisposeScope();
        (users, positives, negatives) = (Rows.Widen(users), Rows.Widen(positives), Rows.Widen(negatives));
        Guard.SameShape(users, positives);
        Guard.SamePlace(users, negatives, nameof(users), nameof(negatives));
        Guard.Width(negatives, users.size(1));
        return (users.device_type == DeviceType.CPU ? Sweep(users, positives, negatives) : ByOperators(users, positives, negatives))
            .MoveToOuterDisposeScope();
    }

    /// <summary>The mean over pairs against all items, a scalar.</summary>
    /// <param name="users">Representations of all users, shape (n_u, d).</param>
    /// <param name="items">Representations of all items, shape (n_i, d).</param>
    /// <param name="userNumbers">The user of each pair, int64, shape (b).</param>
    /// <param name="itemNumbers">The item of each pair, int64, shape (b).</param>
    /// <exception cref="ArgumentException">
    /// Shapes, types or devices that do not fit, or no pair; on the CPU, a row with NaN or infinity, which the message names.
    /// </exception>
    public Tensor OverAll(Tensor users, Tensor items, Tensor userNumbers, Tensor itemNumbers)
    {
        Guard.Matrix(users);
        Guard.Matrix(items);
        ArgumentNullException.ThrowIfNull(userNumbers);
        ArgumentNullException.ThrowIfNull(itemNumbers);
        using var scope = NewDisposeScope();
        (users, items) = (Rows.Widen(users), Rows.Widen(items));
        Guard.SamePlace(users, items, nameof(users), nameof(items));
        Guard.Width(items, users.size(1));
        if (userNumbers.dim() != 1 || userNumbers.numel() == 0 || itemNumbers.dim() != 1 || itemNumbers.numel() != userNumbers.numel())
        {
            throw new ArgumentException(
                $"Expected as many numbers of items as of users, at least one, got {Guard.Shape(itemNumbers)} and {Guard.Shape(userNumbers)}.",
                nameof(itemNumbers));
        }

        var pairs = Pairs(MetaForms.Select(users, userNumbers), MetaForms.Select(items, itemNumbers)).mean().mul(Held(1 / Temperature));
        var distinct = DistinctRows.Of(userNumbers, 1, users); // the sum over all items is the same for all pairs of a user
        var sums = LogSumExp.Of(MetaForms.Select(users, distinct.Rows), items, distinct.Weights, 1 / Temperature, normalize: Cosine);
        return FiniteLoss.Checked(sums.sub(pairs), (users, nameof(users)), (items, nameof(items))).MoveToOuterDisposeScope();
    }

    /// <summary>The sampled form as written, on any device.</summary>
    internal Tensor ByOperators(Tensor users, Tensor positives, Tensor negatives)
    {
        using var scope = NewDisposeScope();
        var (u, k) = Cosine ? (Rows.Normalize(users), Rows.Normalize(negatives)) : (users, negatives);
        var logits = cat([Pairs(users, positives).unsqueeze(1), u.mm(k.t())], 1).mul(Held(1 / Temperature)); // (b, 1 + k)
        return logits.log_softmax(1).select(1, 0).mean().neg().MoveToOuterDisposeScope();
    }

    private Tensor Sweep(Tensor users, Tensor positives, Tensor negatives)
    {
        var weights = full([users.size(0)], Held(1.0 / users.size(0)), users.dtype, users.device);
        return FiniteLoss.Checked(
            LogSumExp.Of(
                users, negatives, weights, 1 / Temperature, normalize: Cosine, partners: positives, partnersCount: true),
            (users, nameof(users)),
            (positives, nameof(positives)),
            (negatives, nameof(negatives)));
    }

    // Scores of pairs, (b).
    private Tensor Pairs(Tensor users, Tensor items)
    {
        var (u, i) = Cosine ? (Rows.Normalize(users), Rows.Normalize(items)) : (users, items);
        return u.mul(i).sum(1L);
    }
}
