namespace DaRec.Text.Columns;

/// <summary>A Parquet file of which only what was checked can be read; the end of that is an error.</summary>
/// <remarks>The library takes the end of a file for a byte, and goes on for ever.</remarks>
internal sealed class ParquetStream(FileStream file, ParquetStructure structure) : Stream
{
    private (long Begin, long End) _range;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var left = Left();
        return file.Read(buffer.Length <= left ? buffer : buffer[..(int)left]);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int ReadByte()
    {
        Left();
        return file.ReadByte();
    }

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Bytes from the position to the end of what was checked.</summary>
    private long Left()
    {
        var position = file.Position;
        if (position < _range.Begin || position >= _range.End)
        {
            _range = structure.Ranges.FirstOrDefault(range => position >= range.Begin && position < range.End);
        }

        return position < _range.End && position >= _range.Begin ? _range.End - position : throw new EndOfStreamException();
    }
}
