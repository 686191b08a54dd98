using DaRec.Embeddings.Files;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Embeddings.Files;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int64)]
    public void Read_GivesBackWhatWasWritten_ForType(ScalarType dtype)
    {
        foreach (var shape in new long[][] { [], [5], [0, 3], [2, 3], [2, 3, 4] })
        {
            using var scope = torch.NewDisposeScope();
            var tensor = torch.arange(shape.Aggregate(1L, (a, b) => a * b)).reshape(shape).to(dtype);

            NpyFile.Write(_folder["x.npy"], tensor);
            var read = NpyFile.Read(_folder["x.npy"]);

            read.dtype.Should().Be(dtype);
            read.shape.Should().Equal(shape);
            read.Equals(tensor).Should().BeTrue();
        }
    }

    [Fact]
    public void Write_GivesTheBytesOfNumPy_ForSmallArray()
    {
        using var tensor = torch.tensor(new[,] { { 1f, 2f, 3f } });

        NpyFile.Write(_folder["x.npy"], tensor);

        // numpy.save of numpy.array([[1, 2, 3]], dtype='<f4'), numpy 1.24
        var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }".PadRight(117) + "\n";
        byte[] data = [0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 64, 64];
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. System.Text.Encoding.ASCII.GetBytes(text), .. data];
        File.ReadAllBytes(_folder["x.npy"]).Should().Equal(expected);
    }

    [Fact]
    public void Write_TakesTheValues_OfTransposedAndTrainedTensors()
    {
        using var scope = torch.NewDisposeScope();
        var tensor = torch.arange(6, ScalarType.Float32).view(2, 3).t().requires_grad_();

        NpyFile.Write(_folder["x.npy"], tensor);

        NpyFile.Read(_folder["x.npy"]).Equals(tensor.detach()).Should().BeTrue();
    }

    [Fact]
    public void Write_ReplacesTheFileAndLeavesNoOther_WhenItExists()
    {
        _folder.Write("x.npy", "something older and longer than the new content, which must go altogether".PadRight(500));
        using var tensor = torch.ones(2);

        NpyFile.Write(_folder["x.npy"], tensor);

        Directory.GetFiles(_folder.Root).Should().Equal(_folder["x.npy"]);
        new FileInfo(_folder["x.npy"]).Length.Should().Be(128 + 8);
    }

    [Fact]
    public void Write_LeavesNoFile_ForUnsupportedType()
    {
        using var tensor = torch.zeros(2, ScalarType.Bool);

        var act = () => NpyFile.Write(_folder["x.npy"], tensor);

        act.Should().Throw<ArgumentException>().WithMessage("Expected float16, float32, float64, int32 or int64; got Bool*");
        Directory.GetFiles(_folder.Root).Should().BeEmpty();
    }

    [Fact]
    public void Read_GivesTheSameArray_WhenStoredInFortranOrder()
    {
        var header = NpyBytes.Header("{'descr': '<i4', 'fortran_order': True, 'shape': (2, 3), }");
        var data = System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>([0, 3, 1, 4, 2, 5]).ToArray();

        using var read = NpyFile.Read(_folder.Write("x.npy", [.. header, .. data]));

        read.shape.Should().Equal(2, 3);
        read.data<int>().ToArray().Should().Equal(0, 1, 2, 3, 4, 5);
    }

    [Fact]
    public void Read_Throws_ForUnsupportedType()
    {
        var path = _folder.Write("x.npy", NpyBytes.Vector<byte>("|u1", 1, 2));

        var act = () => NpyFile.Read(path);

        act.Should().Throw<InvalidDataException>().WithMessage("*x.npy: element type '|u1'; expected float16*");
    }

    [Fact]
    public void Read_Throws_WhenTruncated()
    {
        var path = _folder.Write("x.npy", NpyBytes.Vector("<f4", 1f, 2f, 3f)[..^1]);

        var act = () => NpyFile.Read(path);

        act.Should().Throw<InvalidDataException>().WithMessage("*needs 12 bytes of data, 11 arrived*");
    }

    [Fact]
    public void Calls_LeaveNothingButTheirResult_Alive()
    {
        using var tensor = torch.arange(6, ScalarType.Float32).view(2, 3).t();

        LiveTensors.LeftBy(() => NpyFile.Write(_folder["x.npy"], tensor)).Should().Be(0);

        Tensor? read = null;
        LiveTensors.LeftBy(() => read = NpyFile.Read(_folder["x.npy"])).Should().Be(1);
        read!.Dispose();
    }

    public void Dispose() => _folder.Dispose();
}
