using DaRec.Serving;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving;

public sealed class VectorTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FromRows_AndFromArray_AreTheSame()
    {
        var rows = VectorTable.FromRows([[1f, 2f], [3f, 4f]]);

        (rows.Count, rows.Width).Should().Be((2, 2));
        rows[1].ToArray().Should().Equal(3, 4);
        ServingMaterial.Values(VectorTable.FromArray([1, 2, 3, 4], 2)).Should().Equal(ServingMaterial.Values(rows));
        ServingMaterial.Values(VectorTable.FromRows([new ReadOnlyMemory<float>([1, 2]), new ReadOnlyMemory<float>([3, 4])]))
            .Should().Equal(ServingMaterial.Values(rows));
    }

    [Fact]
    public void FromArray_Copies()
    {
        float[] values = [1, 2];
        var table = VectorTable.FromArray(values, 2);
        values[0] = 9;

        table[0][0].Should().Be(1);
    }

    [Fact]
    public void Tables_RefuseWhatIsNone()
    {
        var ragged = () => VectorTable.FromRows([[1f, 2f], [3f]]);
        ragged.Should().Throw<ArgumentException>().WithMessage("Expected rows of one width; row 0 has 2 elements, row 1 has 1.*");
        var multiple = () => VectorTable.FromArray([1, 2, 3], 2);
        multiple.Should().Throw<ArgumentException>().WithMessage("Expected rows of width 2, got 3 elements*");
        var empty = () => VectorTable.FromRows(Array.Empty<float[]>());
        empty.Should().Throw<ArgumentException>();
        var row = () => VectorTable.FromArray([1, 2], 2)[1].Length;
        row.Should().Throw<ArgumentOutOfRangeException>().WithMessage("Rows are 0 to 0.*");
    }

    [Theory]
    [InlineData("<f2", 2)]
    [InlineData("<f4", 4)]
    [InlineData("<f8", 8)]
    public void Read_TakesAnyFloat(string descr, int size)
    {
        double[] values = [1, -2.5, 3, 0, 0.125, 65504];
        var data = values.SelectMany(value => size switch
        {
            2 => BitConverter.GetBytes((Half)value),
            4 => BitConverter.GetBytes((float)value),
            _ => BitConverter.GetBytes(value),
        });
        var path = _folder.Write("x.npy", NpyBytes.Array<byte>(descr, "(2, 3)", [.. data]));

        ServingMaterial.Values(VectorTable.Read(path)).Should().Equal(values.Select(value => (float)value));
        var map = () => VectorTable.Map(path);
        if (size == 4)
        {
            ServingMaterial.Values(map()).Should().Equal(values.Select(value => (float)value));
        }
        else
        {
            map.Should().Throw<InvalidDataException>().WithMessage($"{path}: element type '{descr}'; only float32 can be mapped*");
        }
    }

    [Theory]
    [InlineData("<f4", "True", "(2, 3)")]
    [InlineData("<i4", "False", "(2, 3)")]
    [InlineData("<f4", "False", "(6,)")]
    public void Read_RefusesOtherArrays(string descr, string order, string shape)
    {
        var path = _folder.Write("x.npy", [.. NpyBytes.Header($"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}"), .. new byte[24]]);

        var act = () => VectorTable.Read(path);

        act.Should().Throw<InvalidDataException>().WithMessage($"{path}: element type '{descr}'*expected a table*");
    }

    [Fact]
    public void Append_KeepsMappedRowsWhereTheyAre()
    {
        var path = _folder.Write("x.npy", NpyBytes.Array<float>("<f4", "(2, 2)", 0, 0, 0, 0));
        var table = VectorTable.Map(path);

        var longer = table.Append(VectorTable.FromRows([[1f, 2f], [3f, 4f], [5f, 6f]])).Append(VectorTable.FromRows([[7f, 8f]]));

        ServingMaterial.Values(longer).Should().Equal(0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
        (longer[0] == table[0]).Should().BeTrue();
    }
}
