using static TorchSharp.torch;

namespace DaRec.Distributed;

/// <summary>The processes that train one model together, seen from one of them.</summary>
/// <remarks>
/// Each process holds the whole model and computes a share of each step. Losses and aligners that are given a communicator return the value
/// of the whole and the gradient of their share: the sum over the processes is the gradient that one process alone would have.
/// <see cref="CommunicatorExtensions.SumGradients"/> adds them up.
/// <para>
/// Every member but <see cref="Rank"/>, <see cref="Size"/> and <see cref="Abort"/> is collective: all processes call the same members in the
/// same order, with tensors of the same type and, but for <see cref="AllGather"/>, shape. One thread at a time calls them.
/// </para>
/// </remarks>
public interface ICommunicator : IDisposable
{
    /// <summary>Number of this process, 0 … <see cref="Size"/> − 1. Process 0 writes files and prints.</summary>
    int Rank { get; }

    /// <summary>Number of processes, ≥ 1.</summary>
    int Size { get; }

    /// <summary>Puts the sum over all processes in the place of the tensor's elements; all processes get the same bytes.</summary>
    /// <param name="tensor">Contiguous, float32, float64 or int64.</param>
    void AllReduceSum(Tensor tensor);

    /// <summary>Puts one process's elements in the place of the others'.</summary>
    /// <param name="tensor">Contiguous, of any element type.</param>
    /// <param name="root">The process whose elements all get. Default 0.</param>
    void Broadcast(Tensor tensor, int root = 0);

    /// <summary>Gives the rows of all processes, those of process 0 first.</summary>
    /// <param name="rows">This process's rows, contiguous, of any element type, shape (n_r, …); n_r may differ and may be 0.</param>
    /// <returns>A new tensor, shape (Σ n_r, …), to be disposed by the caller.</returns>
    Tensor AllGather(Tensor rows);

    /// <summary>Returns when all processes have called it.</summary>
    void Barrier();

    /// <summary>Ends all processes at once, for an error in this one: the others would wait for it for ever. Does not return.</summary>
    /// <param name="exitCode">Exit code of the processes, 1 … 255. Default 1.</param>
    void Abort(int exitCode = 1);
}
