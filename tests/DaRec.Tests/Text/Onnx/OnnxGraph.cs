using System.Runtime.InteropServices;

namespace DaRec.Tests.Text.Onnx;

/// <summary>Builds an ONNX model, operator set 13, as the bytes of its file.</summary>
internal sealed class OnnxGraph
{
    private const int Float = 1;
    private const int Int64 = 7;

    private readonly ProtobufWriter _graph = new ProtobufWriter().Text(2, "graph");

    public byte[] ToModel() => new ProtobufWriter()
        .Number(1, 8) // version of the format
        .Bytes(7, _graph.ToArray())
        .Message(8, operators => operators.Text(1, "").Number(2, 13))
        .ToArray();

    /// <summary>A step: what it takes, and the one thing it gives, whose name comes back.</summary>
    public string Add(string kind, string output, string[] inputs, params (string Name, long Value)[] attributes)
    {
        _graph.Message(1, node =>
        {
            foreach (var input in inputs)
            {
                node.Text(1, input);
            }

            node.Text(2, output).Text(4, kind);
            foreach (var (name, value) in attributes)
            {
                node.Message(5, attribute => attribute.Text(1, name).Number(3, value).Number(20, 2));
            }
        });
        return output;
    }

    public string Constant(string name, float[] values, params long[] shape) =>
        Constant(name, Float, MemoryMarshal.AsBytes<float>(values), shape);

    public string Constant(string name, long value) => Constant(name, Int64, MemoryMarshal.AsBytes<long>([value]), [1]);

    public string Input(string name)
    {
        Value(11, name, Int64, "texts", "tokens");
        return name;
    }

    public void Output(string name, params object[] shape) => Value(12, name, Float, shape);

    private string Constant(string name, int type, ReadOnlySpan<byte> data, long[] shape)
    {
        var tensor = new ProtobufWriter();
        foreach (var length in shape)
        {
            tensor.Number(1, length);
        }

        _graph.Bytes(5, tensor.Number(2, type).Text(8, name).Bytes(9, data).ToArray());
        return name;
    }

    private void Value(int field, string name, int type, params object[] shape) => _graph.Message(field, value => value
        .Text(1, name)
        .Message(2, kind => kind.Message(1, tensor => tensor.Number(1, type).Message(2, dimensions =>
        {
            foreach (var length in shape)
            {
                dimensions.Message(1, dimension =>
                {
                    if (length is string symbol)
                    {
                        dimension.Text(2, symbol);
                    }
                    else
                    {
                        dimension.Number(1, Convert.ToInt64(length));
                    }
                });
            }
        }))));
}
