using System.Globalization;

namespace DaRec.Text.Columns;

/// <summary>The fields of a Thrift structure and their types.</summary>
/// <remarks>Those of Parquet's metadata are written once, as a table; no structure contains itself, so nesting is bounded.</remarks>
internal sealed class ThriftShape
{
    // number: n integer or enumeration, y byte, b bool, d double, s string or bytes, a name for a structure, [ ] for a list.
    // A structure comes before those that contain it; Empty has no fields.
    private const string Parquet = """
        Empty
        SizeStatistics 1:n 2:[n] 3:[n]
        BoundingBox 1:d 2:d 3:d 4:d 5:d 6:d 7:d 8:d
        GeospatialStatistics 1:BoundingBox 2:[n]
        Statistics 1:s 2:s 3:n 4:n 5:s 6:s 7:b 8:b
        Decimal 1:n 2:n
        TimeUnit 1:Empty 2:Empty 3:Empty
        Time 1:b 2:TimeUnit
        Int 1:y 2:b
        Variant 1:y
        Geometry 1:s
        Geography 1:s 2:n
        LogicalType 1:Empty 2:Empty 3:Empty 4:Empty 5:Decimal 6:Empty 7:Time 8:Time 10:Int 11:Empty 12:Empty 13:Empty 14:Empty 15:Empty 16:Variant 17:Geometry 18:Geography
        SchemaElement 1:n 2:n 3:n 4:s 5:n 6:n 7:n 8:n 9:n 10:LogicalType
        DataPage 1:n 2:n 3:n 4:n 5:Statistics
        DictionaryPage 1:n 2:n 3:b
        DataPageV2 1:n 2:n 3:n 4:n 5:n 6:n 7:b 8:Statistics
        PageHeader 1:n 2:n 3:n 4:n 5:DataPage 6:Empty 7:DictionaryPage 8:DataPageV2
        KeyValue 1:s 2:s
        SortingColumn 1:n 2:b 3:b
        PageEncodingStats 1:n 2:n 3:n
        ColumnMetaData 1:n 2:[n] 3:[s] 4:n 5:n 6:n 7:n 8:[KeyValue] 9:n 10:n 11:n 12:Statistics 13:[PageEncodingStats] 14:n 15:n 16:SizeStatistics 17:GeospatialStatistics
        ColumnKey 1:[s] 2:s
        ColumnCrypto 1:Empty 2:ColumnKey
        ColumnChunk 1:s 2:n 3:ColumnMetaData 4:n 5:n 6:n 7:n 8:ColumnCrypto 9:s
        RowGroup 1:[ColumnChunk] 2:n 3:n 4:[SortingColumn] 5:n 6:n 7:n
        ColumnOrder 1:Empty
        Aes 1:s 2:s 3:b
        Encryption 1:Aes 2:Aes
        FileMetaData 1:n 2:[SchemaElement] 3:n 4:[RowGroup] 5:[KeyValue] 6:s 7:[ColumnOrder] 8:Encryption 9:s
        """;

    private readonly Dictionary<int, ThriftType> _fields = [];

    static ThriftShape()
    {
        Dictionary<string, ThriftShape> shapes = new(StringComparer.Ordinal);
        foreach (var line in Parquet.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var shape = new ThriftShape();
            foreach (var field in words.Skip(1))
            {
                var colon = field.IndexOf(':');
                var name = field[(colon + 1)..].Trim('[', ']');
                shape._fields.Add(
                    int.Parse(field[..colon], CultureInfo.InvariantCulture),
                    new ThriftType(name.Length == 1 ? name[0] : 't', name.Length == 1 ? null : shapes[name], field[^1] == ']'));
            }

            shapes.Add(words[0], shape);
        }

        (FileMetaData, PageHeader) = (shapes["FileMetaData"], shapes["PageHeader"]);
    }

    /// <summary>What stands at the end of a Parquet file.</summary>
    public static ThriftShape FileMetaData { get; }

    /// <summary>What stands before each page.</summary>
    public static ThriftShape PageHeader { get; }

    /// <summary>The type of a field; null for one that is not known.</summary>
    public ThriftType? this[int field] => _fields.TryGetValue(field, out var type) ? type : null;
}
