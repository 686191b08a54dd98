namespace DaRec.Internal;

/// <summary>Keeps libtorch's operators on the calling thread until it is disposed, on that thread.</summary>
/// <remarks>
/// libtorch's operators on 32,768 elements or more wait for all of its threads, each time for milliseconds where one of them has lost its
/// core to another process. Results stay the same, but for sums of all elements.
/// </remarks>
internal readonly unsafe ref struct Solo
{
    private readonly delegate* unmanaged<int, void> _setThreads;
    private readonly int _threads;

    /// <param name="setThreads">OpenMP's, for the calling thread; null does nothing.</param>
    /// <param name="threads">What is set again in the end.</param>
    public Solo(delegate* unmanaged<int, void> setThreads, int threads)
    {
        _setThreads = setThreads;
        _threads = threads;
        if (_setThreads is not null)
        {
            _setThreads(1);
        }
    }

    /// <summary>Lets libtorch's operators use all threads again.</summary>
    public void Dispose()
    {
        if (_setThreads is not null)
        {
            _setThreads(_threads);
        }
    }
}
