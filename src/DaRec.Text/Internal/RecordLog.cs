using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace DaRec.Text.Internal;

/// <summary>A file of records that are appended one by one; whatever a killed process left half written is recognised.</summary>
/// <remarks>
/// <code>
/// header  8 bytes "DaRecLog", 16 bytes fingerprint
/// record  int32 length, 16 bytes key, payload, 8 bytes of SHA-256 of all that comes before them in the record
/// </code>
/// The first record whose checksum fails ends the file: it and what follows are dropped on opening for appending, and not
/// looked at on opening for reading.
/// </remarks>
internal sealed class RecordLog : IDisposable
{
    private const int HeaderBytes = 8 + TextKey.Bytes;
    private const int PrefixBytes = sizeof(int) + TextKey.Bytes;
    private const int ChecksumBytes = 8;

    private readonly SafeFileHandle _file;
    private readonly Lock _appending = new();
    private readonly List<LogRecord> _records = [];
    private long _end = HeaderBytes;

    private RecordLog(string path, SafeFileHandle file) => (Path, _file) = (path, file);

    public string Path { get; }

    /// <summary>The records that were there on opening.</summary>
    public IReadOnlyList<LogRecord> Records => _records;

    /// <summary>Opens or makes a file for this process alone; one with another fingerprint is begun anew.</summary>
    /// <exception cref="IOException">Another process has it open, or it cannot be written.</exception>
    public static RecordLog OpenForAppending(string path, UInt128 fingerprint)
    {
        var log = new RecordLog(path, File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        try
        {
            if (!log.HasHeader(fingerprint))
            {
                RandomAccess.SetLength(log._file, 0);
                RandomAccess.Write(log._file, Header(fingerprint), 0);
            }

            log.Scan();
            RandomAccess.SetLength(log._file, log._end);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that others may be appending to; null where it has another fingerprint.</summary>
    public static RecordLog? OpenForReading(string path, UInt128 fingerprint)
    {
        var log = new RecordLog(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        try
        {
            if (log.HasHeader(fingerprint))
            {
                log.Scan();
                return log;
            }
        }
        catch
        {
            log.Dispose();
            throw;
        }

        log.Dispose();
        return null;
    }

    /// <summary>Makes a file for this process's appends, which others may read meanwhile.</summary>
    public static RecordLog Create(string path, UInt128 fingerprint)
    {
        var log = new RecordLog(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read));
        RandomAccess.Write(log._file, Header(fingerprint), 0);
        return log;
    }

    /// <summary>Appends a record in one write; several threads may.</summary>
    public LogRecord Append(UInt128 key, ReadOnlySpan<byte> payload)
    {
        var record = new byte[PrefixBytes + payload.Length + ChecksumBytes];
        BinaryPrimitives.WriteInt32LittleEndian(record, payload.Length);
        BinaryPrimitives.WriteUInt128LittleEndian(record.AsSpan(sizeof(int)), key);
        payload.CopyTo(record.AsSpan(PrefixBytes));
        Checksum(record.AsSpan(..^ChecksumBytes)).CopyTo(record.AsSpan(^ChecksumBytes..));

        lock (_appending)
        {
            RandomAccess.Write(_file, record, _end);
            var appended = new LogRecord(key, _end + PrefixBytes, payload.Length);
            _end += record.Length;
            return appended;
        }
    }

    /// <summary>Part of the file; several threads may read.</summary>
    public byte[] Read(long offset, int length)
    {
        var bytes = new byte[length];
        return Fill(bytes, offset) ? bytes : throw new IOException($"{Path} became shorter while it was read.");
    }

    public void Dispose() => _file.Dispose();

    private static byte[] Header(UInt128 fingerprint)
    {
        var header = new byte[HeaderBytes];
        "DaRecLog"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt128LittleEndian(header.AsSpan(8), fingerprint);
        return header;
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> content) => SHA256.HashData(content).AsSpan(0, ChecksumBytes);

    private bool HasHeader(UInt128 fingerprint)
    {
        var header = new byte[HeaderBytes];
        return Fill(header, 0) && header.AsSpan().SequenceEqual(Header(fingerprint));
    }

    private void Scan()
    {
        var fileLength = RandomAccess.GetLength(_file);
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        byte[] buffer = [];
        while (Fill(prefix, _end))
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
            var whole = (long)PrefixBytes + length + ChecksumBytes;
            if (length < 0 || whole > fileLength - _end || whole > Array.MaxLength)
            {
                return;
            }

            buffer = buffer.Length >= whole ? buffer : new byte[whole];
            var record = buffer.AsSpan(0, (int)whole);
            if (!Fill(record, _end) || !Checksum(record[..^ChecksumBytes]).SequenceEqual(record[^ChecksumBytes..]))
            {
                return;
            }

            _records.Add(new LogRecord(BinaryPrimitives.ReadUInt128LittleEndian(record[sizeof(int)..]), _end + PrefixBytes, length));
            _end += whole;
        }
    }

    private bool Fill(Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            var arrived = RandomAccess.Read(_file, bytes, offset);
            if (arrived == 0)
            {
                return false;
            }

            bytes = bytes[arrived..];
            offset += arrived;
        }

        return true;
    }
}
