namespace DaRec.Text.Columns;

/// <summary>The type of a Thrift field.</summary>
/// <param name="Kind">n integer, y byte, b bool, d double, s string or bytes, t structure.</param>
/// <param name="Shape">The fields of a structure; null for others.</param>
/// <param name="IsList">Whether it is a list of those.</param>
internal readonly record struct ThriftType(char Kind, ThriftShape? Shape, bool IsList);
