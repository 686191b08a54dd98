using System.Buffers.Binary;
using System.Globalization;
using Polly;

namespace DaRec.Text.Internal;

/// <summary>Sends distinct texts in fixed batches, and keeps every finished batch in a work file until all are done.</summary>
/// <remarks>
/// Batch b holds the texts b · size to (b + 1) · size − 1 whatever was done before, so what a model answers does not depend on where
/// an earlier run ended, nor on how many requests run at a time. A request leaves out the texts that the cache knew when the run
/// began; what it brings enters the cache as a whole, so a run that goes on sends the same requests as the one before would have.
/// </remarks>
internal sealed class BatchRun : IDisposable
{
    private readonly string[] _texts;
    private readonly RequestOptions _options;
    private readonly ResiliencePipeline _pipeline;
    private readonly RecordLog _work;
    private readonly ResultCache? _cache;
    private readonly LogRecord?[] _finished;

    /// <summary>Opens the work file and the cache.</summary>
    /// <param name="texts">Distinct texts.</param>
    /// <param name="batchSize">Texts of a request.</param>
    /// <param name="target">The file that is to be made; the work file lies beside it.</param>
    /// <param name="fingerprint">Of all that results depend on but their texts.</param>
    /// <param name="options">How requests are sent.</param>
    public BatchRun(string[] texts, int batchSize, string target, UInt128 fingerprint, RequestOptions options)
    {
        (_texts, BatchSize, _options) = (texts, batchSize, options);
        _pipeline = Resilience.PipelineOf(options);
        _work = OpenWorkFile(WorkPath(target, fingerprint), fingerprint);
        try
        {
            _cache = options.CacheDirectory is { } directory ? ResultCache.Open(directory, fingerprint) : null;
            Dictionary<UInt128, LogRecord> known = [];
            foreach (var record in _work.Records)
            {
                known.TryAdd(record.Key, record);
            }

            _finished = new LogRecord?[(texts.Length + batchSize - 1) / batchSize];
            for (var batch = 0; batch < _finished.Length; batch++)
            {
                _finished[batch] = known.TryGetValue(TextKey.Of(TextsOf(batch)), out var record) ? record : null;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int BatchSize { get; }

    public int BatchCount => _finished.Length;

    /// <summary>Where finished batches are kept.</summary>
    public string WorkFile => _work.Path;

    /// <summary>Where the work file of a target lies; each fingerprint has its own, so that none is lost to another model's run.</summary>
    public static string WorkPath(string target, UInt128 fingerprint) =>
        $"{target}.partial.{((ulong)fingerprint).ToString("x16", CultureInfo.InvariantCulture)}";

    /// <summary>Sends what is not finished yet.</summary>
    /// <param name="produce">Answers the texts of those numbers, in their order, in one request.</param>
    /// <param name="nameOf">What an error calls a text.</param>
    /// <param name="progress">Is told at the start and after each batch, one call at a time.</param>
    /// <param name="cancellationToken">Ends the run; finished batches are kept.</param>
    /// <exception cref="IOException">A request failed for good; the message says where, and the cause is the inner exception.</exception>
    public async Task RunAsync(
        Func<int[], CancellationToken, Task<byte[][]>> produce,
        Func<int, string> nameOf,
        IProgress<EmbeddingProgress>? progress,
        CancellationToken cancellationToken)
    {
        int[] pending = [.. Enumerable.Range(0, BatchCount).Where(batch => _finished[batch] is null)];
        var meter = new ProgressMeter(progress, _options.TimeProvider, _texts.Length, _texts.Length - pending.Sum(SizeOf));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Parallelism, CancellationToken = cancellationToken };

        // The loop's own token is left alone: when one request fails, the others finish and are kept, since they may have cost money.
        await Parallel.ForEachAsync(pending, parallel, async (batch, _) =>
        {
            var requested = await FinishAsync(batch, produce, nameOf, cancellationToken).ConfigureAwait(false);
            meter.Add(SizeOf(batch), requested);
        }).ConfigureAwait(false);
    }

    /// <summary>The results of a finished batch, in the order of its texts.</summary>
    public byte[][] ResultsOf(int batch)
    {
        var record = _finished[batch]!.Value;
        var payload = _work.Read(record.Offset, record.Length);
        var results = new byte[SizeOf(batch)][];
        var at = 0;
        for (var i = 0; i < results.Length; i++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(at));
            at += sizeof(int);
            results[i] = payload[at..(at + length)];
            at += length;
        }

        return results;
    }

    /// <summary>The first result that an earlier run left, or null.</summary>
    public byte[]? AnyResult()
    {
        var batch = Array.FindIndex(_finished, record => record is not null);
        return batch < 0 ? null : ResultsOf(batch)[0];
    }

    /// <summary>Removes the work file, when the target is in place.</summary>
    public void DeleteWorkFile()
    {
        _work.Dispose();
        File.Delete(_work.Path);
    }

    public void Dispose()
    {
        _work.Dispose();
        _cache?.Dispose();
    }

    private static RecordLog OpenWorkFile(string path, UInt128 fingerprint)
    {
        try
        {
            return RecordLog.OpenForAppending(path, fingerprint);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new IOException(
                $"{path} could not be opened; is another run still working on the same file? {exception.Message}", exception);
        }
    }

    private async Task<int> FinishAsync(
        int batch,
        Func<int[], CancellationToken, Task<byte[][]>> produce,
        Func<int, string> nameOf,
        CancellationToken cancellationToken)
    {
        var first = batch * BatchSize;
        var results = new byte[SizeOf(batch)][];
        UInt128[] keys = _cache is null ? [] : [.. TextsOf(batch).ToArray().Select(TextKey.Of)];
        List<int> missing = [];
        for (var i = 0; i < results.Length; i++)
        {
            if (_cache?.Find(keys[i]) is { } result)
            {
                results[i] = result;
            }
            else
            {
                missing.Add(i);
            }
        }

        if (missing.Count > 0)
        {
            int[] numbers = [.. missing.Select(i => first + i)];
            var produced = await RequestAsync(numbers, produce, nameOf, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < missing.Count; i++)
            {
                results[missing[i]] = produced[i];
            }

            _cache?.Add([.. missing.Select(i => (keys[i], results[i]))]);
        }

        _finished[batch] = _work.Append(TextKey.Of(TextsOf(batch)), Join(results));
        return missing.Count;
    }

    private async Task<byte[][]> RequestAsync(
        int[] numbers,
        Func<int[], CancellationToken, Task<byte[][]>> produce,
        Func<int, string> nameOf,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async token => await produce(numbers, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not InvalidDataException && !cancellationToken.IsCancellationRequested)
        {
            var others = numbers.Length > 1 ? $" and {numbers.Length - 1} further texts" : "";
            throw new IOException(
                $"The request with {nameOf(numbers[0])}{others} failed for good: {exception.Message} " +
                $"What was finished before is kept in {WorkFile}; the same call goes on from there.",
                exception);
        }
    }

    private static byte[] Join(byte[][] results)
    {
        var payload = new byte[results.Sum(result => sizeof(int) + result.Length)];
        var rest = payload.AsSpan();
        foreach (var result in results)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, result.Length);
            result.CopyTo(rest[sizeof(int)..]);
            rest = rest[(sizeof(int) + result.Length)..];
        }

        return payload;
    }

    private ReadOnlySpan<string> TextsOf(int batch) => _texts.AsSpan(batch * BatchSize, SizeOf(batch));

    private int SizeOf(int batch) => Math.Min(BatchSize, _texts.Length - batch * BatchSize);
}
