using DaRec.Alignment;
using static TorchSharp.torch;

namespace DaRec;

/// <summary>The rows of an aligned step, as <see cref="DaRecAligner.DrawRows"/> gives them, for hosts that keep no gradient of a whole table.</summary>
/// <remarks>Dispose it after the step.</remarks>
public sealed class AlignmentRows : IDisposable
{
    internal AlignmentRows(DrawnRows drawn) => Drawn = drawn;

    /// <summary>Numbers of the users that were drawn, distinct and ascending, int64, shape (m_u); none where users have no texts.</summary>
    public Tensor Users => Drawn.Users;

    /// <summary>Numbers of the items that were drawn, distinct and ascending, int64, shape (m_i); none where items have no texts.</summary>
    public Tensor Items => Drawn.Items;

    internal DrawnRows Drawn { get; }

    /// <summary>Disposes the numbers.</summary>
    public void Dispose() => Drawn.Dispose();
}
