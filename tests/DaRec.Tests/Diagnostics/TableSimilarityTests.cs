using DaRec.Diagnostics;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics;

public sealed class TableSimilarityTests
{
    private const double Tolerance = 1e-10;

    private readonly Tensor _rows = Tensors.Random(30, 4, seed: 1).add(0.5);
    private readonly Tensor _others = Tensors.Random(30, 6, seed: 2).mul(3).sub(1);

    public static TheoryData<string> Figures => ["cka", "debiased", "procrustes", "disparity", "agreement"];

    [Theory]
    [MemberData(nameof(Figures))]
    public void Figure_IsTheDefinitions_BySlowSums(string name)
    {
        var expected = NaiveDiagnostics.Similarity(name, _rows.ToArray(), _others.ToArray());

        Of(name, _rows, _others).Should().BeApproximately(expected, Tolerance);
        Of(name, _others, _rows).Should().BeApproximately(expected, Tolerance, "neither side comes first");
    }

    [Theory]
    [MemberData(nameof(Figures))]
    public void Figure_IsThatOfEqualTables_WhereOneIsTurnedAndScaled(string name)
    {
        var equal = name is "procrustes" or "disparity" ? 0 : 1;

        Of(name, _rows, _rows.mm(Tensors.Rotation(4)).mul(17)).Should().BeApproximately(equal, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Figures))]
    public void Figure_StaysTheSame_WhenATableIsTurnedAndScaled(string name)
    {
        var turned = _others.mm(Tensors.Rotation(6)).mul(1e-3);

        Of(name, _rows, turned).Should().BeApproximately(Of(name, _rows, _others), Tolerance);
    }

    [Theory]
    [InlineData("cka")]
    [InlineData("debiased")]
    [InlineData("procrustes")]
    [InlineData("disparity")]
    public void Figure_StaysTheSame_WhenATableIsMoved(string name) =>
        Of(name, _rows, _others.add(100)).Should().BeApproximately(Of(name, _rows, _others), 1e-9);

    [Fact]
    public void DebiasedCka_IsZeroOnAverage_ForUnrelatedWideTables()
    {
        var values = Enumerable.Range(0, 60)
            .Select(at => TableSimilarity.DebiasedCka(Tensors.Random(25, 20, (ulong)(2 * at)), Tensors.Random(25, 20, (ulong)((2 * at) + 1))))
            .ToArray();

        values.Average().Should().BeApproximately(0, 3 * StandardError(values));
        TableSimilarity.LinearCka(Tensors.Random(25, 20, 0), Tensors.Random(25, 20, 1)).Should().BeGreaterThan(0.3);
    }

    [Fact]
    public void StructureAgreement_SeesNoLengths()
    {
        var lengths = Tensors.Random(30, 1, seed: 3).exp();

        TableSimilarity.StructureAgreement(_rows, _rows.mul(lengths)).Should().BeApproximately(1, Tolerance);
    }

    [Fact]
    public void Figures_AreNaN_WhereATableHasNoStructure()
    {
        TableSimilarity.LinearCka(_rows, ones(30, 2)).Should().Be(double.NaN);
        TableSimilarity.ProcrustesDistance(_rows, ones(30, 2)).Should().Be(double.NaN);
    }

    [Theory]
    [InlineData(1e-150)]
    [InlineData(1e150)]
    public void Figures_StayTheSame_AtAnyScaleOfFloat64(double scale) =>
        TableSimilarity.DebiasedCka(_rows.mul(scale), _others)
            .Should().BeApproximately(TableSimilarity.DebiasedCka(_rows, _others), Tolerance);

    [Fact]
    public void Figure_SaysWhichTableIsWrong()
    {
        var bad = _rows.clone();
        bad[3, 1] = double.NaN;

        FluentActions.Invoking(() => TableSimilarity.LinearCka(_rows, Tensors.Random(29, 2)))
            .Should().Throw<ArgumentException>().WithMessage("Expected a row for each of the 30 rows of a, got (29, 2)*");
        FluentActions.Invoking(() => TableSimilarity.LinearCka(bad, _others))
            .Should().Throw<ArgumentException>().WithMessage("*NaN or infinity in row 3 of a.*");
        FluentActions.Invoking(() => TableSimilarity.DebiasedCka(Tensors.Random(3, 2), Tensors.Random(3, 2)))
            .Should().Throw<ArgumentException>().WithMessage("*n ≥ 4*");
    }

    [Theory]
    [MemberData(nameof(Figures))]
    public void Figure_LeavesNoTensorBehind(string name) => LiveTensors.LeftBy(() => Of(name, _rows, _others)).Should().Be(0);

    [Fact]
    public void Figure_TakesOtherElementTypes() =>
        TableSimilarity.LinearCka(_rows.to(ScalarType.Float32), _others.to(ScalarType.BFloat16))
            .Should().BeApproximately(TableSimilarity.LinearCka(_rows, _others), 1e-2);

    private static double Of(string name, Tensor a, Tensor b) => name switch
    {
        "cka" => TableSimilarity.LinearCka(a, b),
        "debiased" => TableSimilarity.DebiasedCka(a, b),
        "procrustes" => TableSimilarity.ProcrustesDistance(a, b),
        "disparity" => TableSimilarity.ProcrustesDisparity(a, b),
        _ => TableSimilarity.StructureAgreement(a, b),
    };

    private static double StandardError(double[] values) =>
        Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1) / values.Length);
}
