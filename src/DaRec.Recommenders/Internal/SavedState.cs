using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Internal;

/// <summary>Numbers and random numbers as tensors, for checkpoints.</summary>
internal static class SavedState
{
    public static Tensor Of(long number) => tensor(number);

    public static Tensor Of(SeededRandom random) => tensor(random.State);

    public static long ToNumber(Tensor saved) => HostReads.ToInt64(saved);

    public static int[] ToNumbers(Tensor saved) => HostReads.ToArray<int>(saved);
}
