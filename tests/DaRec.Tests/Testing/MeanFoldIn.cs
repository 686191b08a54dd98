using DaRec.Serving;

namespace DaRec.Tests.Testing;

/// <summary>A user's vector is the mean of their items' vectors, times a factor.</summary>
internal sealed class MeanFoldIn(VectorTable items, float factor) : IUserFoldIn
{
    public const string KindName = "mean-of-tests";

    public string Kind => KindName;

    public static IUserFoldIn Read(string kind, ComponentArrays arrays, VectorTable items) =>
        kind == KindName ? new MeanFoldIn(items, arrays.Number("factor")) : throw new NotSupportedException(kind);

    public void Fold(ReadOnlySpan<int> history, Span<float> user)
    {
        user.Clear();
        foreach (var item in history)
        {
            for (var column = 0; column < user.Length; column++)
            {
                user[column] += factor * items[item][column] / history.Length;
            }
        }
    }

    public IUserFoldIn ForItems(VectorTable items, IReadOnlyList<int> counts) => new MeanFoldIn(items, factor);

    public void Save(ComponentArrays arrays) => arrays.Add("factor", factor);
}
