using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.NewItems;

/// <summary>The loss of ALDI: the student ranks, and its scores are to be like the teacher's in three ways.</summary>
internal static class AldiLoss
{
    /// <summary>The mean over triplets of user, item and other item, a scalar.</summary>
    /// <param name="teacher">Trained vectors of users, their items and other items, each (b, w).</param>
    /// <param name="student">What the networks make of them, each (b, w).</param>
    /// <param name="options">The weights.</param>
    public static Tensor Compute(
        (Tensor User, Tensor Item, Tensor Other) teacher, (Tensor User, Tensor Item, Tensor Other) student, AldiOptions options)
    {
        using var scope = NewDisposeScope();
        var (item, other) = (Scores(teacher.User, teacher.Item), Scores(teacher.User, teacher.Other)); // (b)
        var (studentItem, studentOther) = (Scores(student.User, student.Item), Scores(student.User, student.Other));
        var recommendation = functional.softplus(studentOther.sub(studentItem)).mean();
        var ranking = Distance(studentItem.sub(studentOther), item.sub(other));
        var identification = Distance(Contrast(student.Item, student.Other), Contrast(teacher.Item, teacher.Other));
        var rating = item.sub(studentItem).abs().add(other.sub(studentOther).abs()).mean();
        return recommendation
            .add(ranking.mul(Held(options.RankingWeight)))
            .add(identification.mul(Held(options.IdentificationWeight)))
            .add(rating.mul(Held(options.RatingWeight)))
            .MoveToOuterDisposeScope();
    }

    private static Tensor Scores(Tensor users, Tensor items) => users.mul(items).sum(1L);

    // ⟨i, i⟩ − mean over j of ⟨i, j⟩
    private static Tensor Contrast(Tensor items, Tensor others) => items.mul(items.sub(others.mean([0L], keepdim: true))).sum(1L);

    // Cross-entropy of σ(student) against σ(teacher), in the form that does not overflow: softplus(x) − σ(y) x.
    private static Tensor Distance(Tensor student, Tensor teacher) =>
        functional.softplus(student).sub(teacher.sigmoid().mul(student)).mean();
}
