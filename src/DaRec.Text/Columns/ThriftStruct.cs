namespace DaRec.Text.Columns;

/// <summary>The integers, truth values and structures of a Thrift structure that was read; texts and other values are left out.</summary>
internal sealed class ThriftStruct
{
    private Dictionary<int, object>? _values; // many structures are empty

    /// <summary>An integer, or 1 for true and 0 for false; null where it is missing.</summary>
    public long? Number(int field) => _values?.GetValueOrDefault(field) as long?;

    /// <summary>A structure; null where it is missing.</summary>
    public ThriftStruct? Struct(int field) => _values?.GetValueOrDefault(field) as ThriftStruct;

    /// <summary>A list of structures; empty where it is missing.</summary>
    public IReadOnlyList<ThriftStruct> List(int field) => _values?.GetValueOrDefault(field) as List<ThriftStruct> ?? [];

    /// <summary>Takes a value; one that a field had before is replaced, as the library does.</summary>
    public void Set(int field, object value) => (_values ??= [])[field] = value;
}
