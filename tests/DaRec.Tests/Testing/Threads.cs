using static TorchSharp.torch;

namespace DaRec.Tests.Testing;

/// <summary>Runs something with each of several numbers of threads.</summary>
internal static class Threads
{
    public static IReadOnlyList<T> Try<T>(Func<T> run, params ReadOnlySpan<int> counts)
    {
        var before = get_num_threads();
        var results = new List<T>();
        try
        {
            foreach (var count in counts)
            {
                set_num_threads(count);
                results.Add(run());
            }
        }
        finally
        {
            set_num_threads(before);
        }

        return results;
    }
}
