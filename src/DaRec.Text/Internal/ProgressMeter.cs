namespace DaRec.Text.Internal;

/// <summary>Counts finished texts and reckons the time left from those that were asked for in this run.</summary>
internal sealed class ProgressMeter
{
    private readonly IProgress<EmbeddingProgress>? _progress;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly int _total;
    private readonly Lock _counting = new();
    private int _done;
    private int _requested;

    public ProgressMeter(IProgress<EmbeddingProgress>? progress, TimeProvider time, int total, int done)
    {
        (_progress, _time, _total, _done) = (progress, time, total, done);
        _start = time.GetTimestamp();
        Report();
    }

    public void Add(int finished, int requested)
    {
        lock (_counting)
        {
            _done += finished;
            _requested += requested;
            Report();
        }
    }

    private void Report()
    {
        if (_progress is null)
        {
            return;
        }

        var elapsed = _time.GetElapsedTime(_start);
        TimeSpan? left = _done == _total ? TimeSpan.Zero : _requested == 0 ? null : elapsed * ((double)(_total - _done) / _requested);
        _progress.Report(new EmbeddingProgress
        {
            Done = _done,
            Total = _total,
            Reused = _done - _requested,
            Elapsed = elapsed,
            Left = left,
        });
    }
}
