using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Embeddings;

public sealed class FrozenEmbeddingsTests : IDisposable
{
    private const int Rows = 7;
    private const int Columns = 3;
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Sources => new("tensor", "array", "memory", "file-f2", "file-f4", "file-f8");

    [Fact]
    public void Reads_Throw_WhereTheFileWasCutShortMeanwhile()
    {
        NpyFile.Write(_folder["cut.npy"], Tensors.Random(100, 30));
        using var table = FrozenEmbeddings.Open(_folder["cut.npy"]);
        using (var file = new FileStream(_folder["cut.npy"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(200);
        }

        var gather = () => table.Gather([99]);
        var block = () => table.Block(0, 100);

        gather.Should().Throw<IOException>().WithMessage("*cut.npy*cut from*to 200 while it was open*");
        block.Should().Throw<IOException>();
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Gather_GivesRowsInTheOrderAsked_FromEverySource(string source)
    {
        using var embeddings = Create(source);
        using var rows = torch.tensor(new long[] { 6, 0, 6, 2 });

        using var byTensor = embeddings.Gather(rows);
        using var bySpan = embeddings.Gather([6, 0, 6, 2]);

        (embeddings.Count, embeddings.Width).Should().Be((Rows, Columns));
        byTensor.shape.Should().Equal(4, Columns);
        byTensor.dtype.Should().Be(ScalarType.Float32);
        byTensor.data<float>().ToArray().Should().Equal(18, 19, 20, 0, 1, 2, 18, 19, 20, 6, 7, 8);
        bySpan.Equals(byTensor).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Block_EqualsGatherOfTheSameRows_FromEverySource(string source)
    {
        using var embeddings = Create(source);
        for (var start = 0; start <= Rows; start++)
        {
            for (var count = 0; count <= Rows - start; count++)
            {
                using var block = embeddings.Block(start, count);
                using var gathered = embeddings.Gather([.. Enumerable.Range(start, count).Select(row => (long)row)]);

                block.shape.Should().Equal(count, Columns);
                block.Equals(gathered).Should().BeTrue();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Gather_GivesTheTypeAsked_FromEverySource(string source)
    {
        using var embeddings = Create(source);
        foreach (var dtype in new[] { ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64 })
        {
            using var gathered = embeddings.Gather([1], dtype);
            using var block = embeddings.Block(1, 1, dtype);

            gathered.dtype.Should().Be(dtype);
            block.dtype.Should().Be(dtype);
            gathered.to(ScalarType.Float32).data<float>().ToArray().Should().Equal(3, 4, 5);
        }
    }

    [Fact]
    public void Gather_KeepsAllDigits_OfFloat64()
    {
        var path = _folder.Write("x.npy", NpyBytes.Array("<f8", "(1, 2)", Math.PI, 1e300));
        using var embeddings = FrozenEmbeddings.Open(path);

        using var gathered = embeddings.Gather([0], ScalarType.Float64);

        gathered.data<double>().ToArray().Should().Equal(Math.PI, 1e300);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Results_AreFreshAndFrozen_FromEverySource(string source)
    {
        using var embeddings = Create(source);
        using var block = embeddings.Block(0, Rows);
        using var gathered = embeddings.Gather([0]);

        block.requires_grad.Should().BeFalse();
        gathered.requires_grad.Should().BeFalse();
        block.zero_();
        gathered.zero_();
        using var again = embeddings.Block(0, 1);
        again.data<float>().ToArray().Should().Equal(0, 1, 2);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Calls_LeaveOneTensor_FromEverySource(string source)
    {
        using var embeddings = Create(source);
        using var rows = torch.tensor(new long[] { 6, 0 });
        foreach (Func<Tensor> call in new Func<Tensor>[]
                 {
                     () => embeddings.Gather(rows),
                     () => embeddings.Gather([6, 0]),
                     () => embeddings.Block(1, 3),
                     () => embeddings.Gather(rows, ScalarType.Float64),
                     () => embeddings.Gather([]),
                 })
        {
            Tensor? result = null;
            LiveTensors.LeftBy(() => result = call()).Should().Be(1);
            result!.Dispose();
        }

        LiveTensors.LeftBy(() => embeddings.Check()).Should().Be(0);
    }

    [Theory]
    [InlineData("tensor", 1)]
    [InlineData("array", 1)]
    [InlineData("memory", 1)]
    [InlineData("file-f4", 0)]
    public void Dispose_FreesTheTable_FromSource(string source, long held)
    {
        using var values = Table();
        FrozenEmbeddings? embeddings = null;

        LiveTensors.LeftBy(() => embeddings = source == "tensor" ? FrozenEmbeddings.FromTensor(values) : Create(source)).Should().Be(held);

        LiveTensors.LeftBy(embeddings!.Dispose).Should().Be(-held);
        values.IsInvalid.Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Calls_Throw_AfterDispose(string source)
    {
        var embeddings = Create(source);
        using var rows = torch.tensor(new long[] { 0 });
        embeddings.Dispose();
        embeddings.Dispose();

        Action[] calls =
            [() => embeddings.Gather(rows), () => embeddings.Gather([0]), () => embeddings.Block(0, 1), () => embeddings.Check()];
        foreach (var call in calls)
        {
            call.Should().Throw<ObjectDisposedException>();
        }
    }

    [Theory]
    [InlineData("tensor")]
    [InlineData("file-f4")]
    public void Gather_NamesTheFirst_WhenRowsAreOutOfRange(string source)
    {
        using var embeddings = Create(source);
        using var rows = torch.tensor(new long[] { 1, 7, -1 });

        var byTensor = () => embeddings.Gather(rows);
        var bySpan = () => embeddings.Gather([1, -2, 7]);

        byTensor.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Entry 1 asks for row 7; rows are 0 to 6*").WithParameterName("rows");
        bySpan.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Entry 1 asks for row -2; rows are 0 to 6*").WithParameterName("rows");
    }

    [Fact]
    public void Gather_Throws_ForRowsOfOtherTypeOrShape()
    {
        using var embeddings = Create("tensor");
        using var ints = torch.tensor(new[] { 1, 2 });
        using var matrix = torch.zeros(2, 2, ScalarType.Int64);

        var ofInts = () => embeddings.Gather(ints);
        var ofMatrix = () => embeddings.Gather(matrix);
        var toInts = () => embeddings.Gather([0], ScalarType.Int32);

        ofInts.Should().Throw<ArgumentException>().WithMessage("Expected int64 row numbers of shape (m); got Int32 of shape (2)*");
        ofMatrix.Should().Throw<ArgumentException>().WithMessage("*got Int64 of shape (2, 2)*");
        toInts.Should().Throw<ArgumentException>().WithMessage("Expected a floating-point type; got Int32*");
    }

    [Theory]
    [InlineData(-1, 1, "start", "A block starts at 0 to 7*")]
    [InlineData(8, 0, "start", "A block starts at 0 to 7*")]
    [InlineData(5, 3, "count", "From row 5 there are 2 rows*")]
    [InlineData(5, long.MaxValue, "count", "From row 5 there are 2 rows*")]
    [InlineData(0, -1, "count", "From row 0 there are 7 rows*")]
    public void Block_Throws_OutsideTheTable(long start, long count, string parameter, string message)
    {
        using var embeddings = Create("file-f4");

        var act = () => embeddings.Block(start, count);

        act.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message).WithParameterName(parameter);
    }

    [Fact]
    public void FromTensor_SharesDataAndOutlivesItsArgument_WithoutGradient()
    {
        using var trained = Table().requires_grad_();
        FrozenEmbeddings embeddings;
        using (torch.NewDisposeScope())
        {
            embeddings = FrozenEmbeddings.FromTensor(trained.alias());
        }

        using (torch.no_grad())
        {
            trained.add_(100);
        }

        using var row = embeddings.Gather([0]);

        row.data<float>().ToArray().Should().Equal(100, 101, 102);
        row.requires_grad.Should().BeFalse();
        embeddings.Dispose();
    }

    [Fact]
    public void Gather_ReadsTheView_WhenTheTensorIsTransposedAndRowsAreStrided()
    {
        using var scope = torch.NewDisposeScope();
        using var embeddings = FrozenEmbeddings.FromTensor(Table().t());
        using var file = Create("file-f4");
        var rows = torch.tensor(new long[] { 2, 9, 0, 9 }).view(2, 2).t()[0]; // 2, 0

        embeddings.Gather(rows).data<float>().ToArray().Should().Equal(2, 5, 8, 11, 14, 17, 20, 0, 3, 6, 9, 12, 15, 18);
        file.Gather(rows).data<float>().ToArray().Should().Equal(6, 7, 8, 0, 1, 2);
    }

    [Fact]
    public void From_Throws_ForOtherThanAFloatingTable()
    {
        using var vector = torch.zeros(3);
        using var ints = torch.zeros(2, 2, ScalarType.Int64);
        using var empty = torch.zeros(0, 2);

        new Action(() => FrozenEmbeddings.FromTensor(vector)).Should().Throw<ArgumentException>()
            .WithMessage("Expected shape (rows, width)*got (3)*");
        new Action(() => FrozenEmbeddings.FromTensor(ints)).Should().Throw<ArgumentException>()
            .WithMessage("Expected floating-point embeddings; got Int64*");
        new Action(() => FrozenEmbeddings.FromTensor(empty)).Should().Throw<ArgumentException>().WithMessage("*got (0, 2)*");
        new Action(() => FrozenEmbeddings.FromMemory(new float[7], 3)).Should().Throw<ArgumentException>()
            .WithMessage("Expected whole rows of 3 values*got 7 values*");
        new Action(() => FrozenEmbeddings.FromMemory(new float[7], 0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData("<f4", "False", "(7,)", "*x.npy: shape (7); embeddings are a table*")]
    [InlineData("<f4", "False", "(0, 4)", "*shape (0, 4); embeddings are a table*")]
    [InlineData("<f4", "True", "(2, 4)", "*Fortran order*numpy.ascontiguousarray*")]
    [InlineData("<i4", "False", "(2, 4)", "*element type '<i4'; embeddings are float16, float32 or float64*")]
    [InlineData(">f4", "False", "(2, 4)", "*astype('<f4')*")]
    [InlineData("<f4", "False", "(2, 40)", "*needs 320 bytes of data, 64 arrived*")]
    public void Open_Throws_ForHeader(string descr, string fortranOrder, string shape, string message)
    {
        var header = NpyBytes.Header($"{{'descr': '{descr}', 'fortran_order': {fortranOrder}, 'shape': {shape}, }}");
        var path = _folder.Write("x.npy", [.. header, .. new byte[64]]);

        var act = () => FrozenEmbeddings.Open(path);

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Open_ReadsRows_WhenDataAreNotAligned()
    {
        var whole = NpyBytes.Array("<f4", "(2, 1)", 5f, 6f);
        var header = whole.Length - 8;
        byte[] oneShorter = [.. whole[..(header - 2)], (byte)'\n', .. whole[header..]];
        oneShorter[8]--;
        using var embeddings = FrozenEmbeddings.Open(_folder.Write("x.npy", oneShorter));

        using var rows = embeddings.Gather([1, 0]);

        rows.data<float>().ToArray().Should().Equal(6, 5);
    }

    [Theory]
    [InlineData("tensor")]
    [InlineData("file-f2")]
    public void Gather_GivesTheSame_OnManyThreads(string source)
    {
        using var embeddings = Create(source);

        var wrong = 0;
        Parallel.For(0, 200, i =>
        {
            using var row = embeddings.Gather([i % Rows]);
            if (row.data<float>()[0] != i % Rows * Columns)
            {
                Interlocked.Increment(ref wrong);
            }
        });

        wrong.Should().Be(0);
    }

    [Fact]
    public void Table_IsNeitherParameterNorState_OfAModuleThatHoldsIt()
    {
        using var embeddings = Create("tensor");

        using var host = new Host(embeddings);

        host.Table.Should().BeSameAs(embeddings);
        host.parameters().Should().BeEmpty();
        host.state_dict().Should().BeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    private FrozenEmbeddings Create(string source)
    {
        float[] values = [.. Enumerable.Range(0, Rows * Columns).Select(value => (float)value)];
        var shape = $"({Rows}, {Columns})";
        switch (source)
        {
            case "tensor":
                using (var table = Table())
                {
                    return FrozenEmbeddings.FromTensor(table);
                }

            case "array":
                var array = new float[Rows, Columns];
                Buffer.BlockCopy(values, 0, array, 0, values.Length * sizeof(float));
                return FrozenEmbeddings.FromArray(array);
            case "memory":
                return FrozenEmbeddings.FromMemory(values, Columns);
            case "file-f2":
                var halves = Array.ConvertAll(values, value => (Half)value);
                return FrozenEmbeddings.Open(_folder.Write("f2.npy", NpyBytes.Array("<f2", shape, halves)));
            case "file-f4":
                return FrozenEmbeddings.Open(_folder.Write("f4.npy", NpyBytes.Array("<f4", shape, values)));
            default:
                var doubles = Array.ConvertAll(values, value => (double)value);
                return FrozenEmbeddings.Open(_folder.Write("f8.npy", NpyBytes.Array("<f8", shape, doubles)));
        }
    }

    private static Tensor Table() => torch.arange(Rows * Columns, ScalarType.Float32).view(Rows, Columns);

    private sealed class Host : nn.Module
    {
        private readonly FrozenEmbeddings _table;

        public Host(FrozenEmbeddings table)
            : base(nameof(Host))
        {
            _table = table;
            RegisterComponents();
        }

        public FrozenEmbeddings Table => _table;
    }
}
