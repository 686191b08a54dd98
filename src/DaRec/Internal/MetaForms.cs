using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Internal;

/// <summary>Operators that libtorch's device META has not, forward or backward, by others that it has; elsewhere the operators themselves.</summary>
/// <remarks>META computes shapes alone. Whatever runs there reads nothing back and mixes no devices, so that it runs on a GPU as well.</remarks>
internal static class MetaForms
{
    /// <summary>Rows by number, in any order and as often as they are asked for, (m, …).</summary>
    /// <param name="table">Shape (n, …).</param>
    /// <param name="rows">Int64, on the table's device, (m).</param>
    public static Tensor Select(Tensor table, Tensor rows) =>
        IsMeta(table) ? table.gather(0, Wide(rows, table)) : table.index_select(0, rows);

    /// <summary>A table with rows added to some of its own, (n, …).</summary>
    /// <param name="table">Shape (n, …).</param>
    /// <param name="numbers">The row that each is added to, int64, (m).</param>
    /// <param name="rows">Shape (m, …).</param>
    public static Tensor Add(Tensor table, Tensor numbers, Tensor rows) =>
        IsMeta(table) ? table.scatter_add(0, Wide(numbers, table), rows) : table.index_add(0, numbers, rows, Held(1));

    /// <summary>A table with some of its rows replaced, (n, …).</summary>
    /// <param name="table">Shape (n, …).</param>
    /// <param name="numbers">Distinct, int64, (m).</param>
    /// <param name="rows">Shape (m, …).</param>
    public static Tensor Replace(Tensor table, Tensor numbers, Tensor rows) =>
        IsMeta(table) ? table.scatter(0, Wide(numbers, table), rows) : table.index_copy(0, numbers, rows);

    /// <summary>max(x, 0).</summary>
    public static Tensor Relu(Tensor x) => IsMeta(x) ? functional.leaky_relu(x, 0) : functional.relu(x);

    /// <summary>max(x, least), with its gradient.</summary>
    public static Tensor ClampMin(Tensor x, double least) => IsMeta(x) ? Relu(x.sub(Held(least))).add(Held(least)) : x.clamp_min(Held(least));

    /// <summary>x within bounds, with its gradient.</summary>
    public static Tensor Clamp(Tensor x, double least, double most) =>
        IsMeta(x) ? ClampMin(ClampMin(x, least).neg(), -most).neg() : x.clamp(Held(least), Held(most));

    private static bool IsMeta(Tensor tensor) => tensor.device_type == DeviceType.META;

    private static Tensor Wide(Tensor numbers, Tensor table) =>
        numbers.view([-1, .. Enumerable.Repeat(1L, (int)table.dim() - 1)]).expand([-1, .. table.shape[1..]]);
}
