using DaRec.Embeddings.Files;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Embeddings.Files;

public class NpyHeaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_GivesTypeShapeAndOffset_ForEveryVersion(byte version)
    {
        byte[] bytes = [.. NpyBytes.Header("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", version), .. new byte[24]];

        var header = Read(bytes);

        header.Descr.Should().Be("<f4");
        header.Kind.Should().Be('f');
        header.ItemSize.Should().Be(4);
        header.FortranOrder.Should().BeFalse();
        header.Shape.Should().Equal(2, 3);
        header.ElementCount.Should().Be(6);
        header.DataLength.Should().Be(24);
        header.DataOffset.Should().Be(bytes.Length - 24);
    }

    [Theory]
    [InlineData("()", 1)]
    [InlineData("(4,)", 4)]
    [InlineData("(0, 7)", 0)]
    [InlineData("(2L, 2L)", 4)]
    public void Read_CountsElements_ForShape(string shape, long elements)
    {
        var header = Read([.. NpyBytes.Header($"{{'descr': '|i1', 'fortran_order': True, 'shape': {shape}}}"), .. new byte[8]]);

        header.ElementCount.Should().Be(elements);
        header.FortranOrder.Should().BeTrue();
    }

    [Theory]
    [InlineData("|S3", 'S', 3)]
    [InlineData("<U3", 'U', 12)]
    [InlineData("|b1", 'b', 1)]
    [InlineData("<u8", 'u', 8)]
    public void Read_GivesBytesOfAnElement_ForType(string descr, char kind, int itemSize)
    {
        var header = Read([.. NpyBytes.Header($"{{'descr': '{descr}', 'fortran_order': False, 'shape': ()}}"), .. new byte[16]]);

        header.Kind.Should().Be(kind);
        header.ItemSize.Should().Be(itemSize);
    }

    [Theory]
    [InlineData("'>f4'", "(1,)", "*element type '>f4' is not supported*astype('<f4')*")]
    [InlineData("'|O'", "(1,)", "*element type '|O' is not supported*")]
    [InlineData("'<f16'", "(1,)", "*element type '<f16' is not supported*")]
    [InlineData("'|S99999999999'", "(1,)", "*is not supported*")]
    [InlineData("[('a', '<f4')]", "(1,)", "*no 'descr' that can be read*")]
    [InlineData("'<f4'", "(-1, 4)", "*shape (-1, 4) is not a list of lengths*")]
    [InlineData("'<f4'", "(a,)", "*shape (a,) is not a list of lengths*")]
    [InlineData("'<f4'", "(99999999999999999999,)", "*is not a list of lengths*")]
    [InlineData("'<f4'", "(4294967296, 4294967296)", "*larger than any file*")]
    [InlineData("'<f8'", "(4611686018427387904,)", "*larger than any file*")]
    [InlineData("'<f4'", "5", "*no 'shape' that can be read*")]
    [InlineData("'<f4'", "(5,)", "some.npy: shape (5) of '<f4' needs 20 bytes of data, 4 arrived*truncated*")]
    public void Read_Throws_ForDictionary(string descr, string shape, string message)
    {
        byte[] bytes = [.. NpyBytes.Header($"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}"), .. new byte[4]];

        var act = () => Read(bytes);

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Theory]
    [InlineData(new byte[0], "*not a .npy array*")]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 0, 0, 0, 0, 0, 0 }, "*not a .npy array*")]
    [InlineData(new byte[] { 0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 9, 0, 0, 0 }, "*version 9.0*")]
    [InlineData(new byte[] { 0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 8 }, "*ends within its .npy header*")]
    [InlineData(new byte[] { 0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 8, 0, 1 }, "*ends within its .npy header*")]
    [InlineData(new byte[] { 0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF }, "*a header of 4294967295 bytes*")]
    public void Read_Throws_ForBytes(byte[] bytes, string message)
    {
        var act = () => Read(bytes);

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    private static NpyHeader Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return NpyHeader.Read(stream, "some.npy");
    }
}
