using System.Buffers.Binary;
using System.Globalization;

namespace DaRec.Text.Internal;

/// <summary>Results of earlier runs by their texts, in a folder that many processes may share.</summary>
/// <remarks>
/// Each fingerprint (model and what else results depend on) has a folder of its own, and each run that adds to it a file of its
/// own there, so that nobody waits for anybody. A record holds what one request brought: key, int32 length and result of each text.
/// </remarks>
internal sealed class ResultCache : IDisposable
{
    private const string Extension = ".log";

    private readonly string _folder;
    private readonly UInt128 _fingerprint;
    private readonly List<RecordLog> _earlier = [];
    private readonly Dictionary<UInt128, (RecordLog Log, long Offset, int Length)> _index = [];
    private readonly Lazy<RecordLog> _own;

    private ResultCache(string directory, UInt128 fingerprint)
    {
        _folder = Path.Combine(directory, fingerprint.ToString("x32", CultureInfo.InvariantCulture));
        _fingerprint = fingerprint;
        _own = new(() => RecordLog.Create(Path.Combine(_folder, Path.GetRandomFileName() + Extension), fingerprint));
    }

    public static ResultCache Open(string directory, UInt128 fingerprint)
    {
        var cache = new ResultCache(directory, fingerprint);
        try
        {
            Directory.CreateDirectory(cache._folder);
            foreach (var path in Directory.EnumerateFiles(cache._folder, "*" + Extension).Order(StringComparer.Ordinal))
            {
                cache.Index(path);
            }

            return cache;
        }
        catch
        {
            cache.Dispose();
            throw;
        }
    }

    /// <summary>The result of a text from an earlier run, or null; several threads may ask.</summary>
    public byte[]? Find(UInt128 text) =>
        _index.TryGetValue(text, out var place) ? place.Log.Read(place.Offset, place.Length) : null;

    /// <summary>Keeps what one request brought, whole or not at all; it is found from the next run on.</summary>
    public void Add(IReadOnlyList<(UInt128 Text, byte[] Result)> results)
    {
        using var payload = new MemoryStream();
        Span<byte> prefix = stackalloc byte[TextKey.Bytes + sizeof(int)];
        foreach (var (text, result) in results)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(prefix, text);
            BinaryPrimitives.WriteInt32LittleEndian(prefix[TextKey.Bytes..], result.Length);
            payload.Write(prefix);
            payload.Write(result);
        }

        _own.Value.Append(0, payload.GetBuffer().AsSpan(0, (int)payload.Length));
    }

    public void Dispose()
    {
        _earlier.ForEach(log => log.Dispose());
        if (_own.IsValueCreated)
        {
            _own.Value.Dispose();
        }
    }

    private void Index(string path)
    {
        if (RecordLog.OpenForReading(path, _fingerprint) is not { } log)
        {
            return;
        }

        _earlier.Add(log);
        foreach (var record in log.Records)
        {
            var payload = log.Read(record.Offset, record.Length);
            for (var at = 0; at < payload.Length;)
            {
                var text = BinaryPrimitives.ReadUInt128LittleEndian(payload.AsSpan(at));
                var length = BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(at + TextKey.Bytes));
                at += TextKey.Bytes + sizeof(int);
                _index.TryAdd(text, (log, record.Offset + at, length));
                at += length;
            }
        }
    }
}
