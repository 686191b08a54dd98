using DaRec.Losses;
using DaRec.Recommenders.Losses;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

/// <summary>At the edge of what numbers can be, losses are finite with a finite gradient, or refuse a row and name it.</summary>
public class EdgeOfNumbersTests
{
    private const int Count = 12;
    private const int Width = 7;

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> Losses = new()
    {
        ["orthogonality"] = (x, y) => new OrthogonalityLoss().call(x, y),
        ["uniformity"] = (x, y) => new UniformityLoss().call(x).add(new UniformityLoss().call(y)),
        ["uniformity, dense"] = (x, y) => new UniformityLoss(kernel: LossKernel.Dense).call(x).add(new UniformityLoss().call(y)),
        ["uniformity, hot"] = (x, y) => new UniformityLoss(temperature: 50).call(x).add(new UniformityLoss(temperature: 50).call(y)),
        ["uniformity as it is"] = (x, y) => new UniformityLoss(normalize: false).call(x).add(new UniformityLoss(normalize: false).call(y)),
        ["global"] = (x, y) => new GlobalStructureLoss().call(x, y),
        ["global, dense"] = (x, y) => new GlobalStructureLoss(kernel: LossKernel.Dense).call(x, y),
        ["global as it is"] = (x, y) => new GlobalStructureLoss(normalizeRows: false, average: false).call(x, y),
        ["neighbourhood"] = (x, y) => new NeighborhoodStructureLoss().call(x, y),
        ["neighbourhood, dense"] = (x, y) => new NeighborhoodStructureLoss(kernel: LossKernel.Dense).call(x, y),
        ["neighbourhood, cold"] = (x, y) => new NeighborhoodStructureLoss(temperature: 0.01).call(x, y),
        ["local"] = (x, y) => new LocalStructureLoss().call(x, y),
        ["InfoNCE"] = (x, y) => new InfoNceLoss().InBatch(x, y),
        ["softmax, sampled"] = (x, y) => new SoftmaxLoss().call(x, x, y),
        ["softmax, all"] = (x, y) => new SoftmaxLoss().OverAll(x, y, arange(x.size(0)), arange(x.size(0))),
        ["BPR"] = (x, y) => new BprLoss().call(x, y, y.flip(0)),
    };

    // Refused, since no row can be computed with, or the loss is beyond the type.
    private static readonly Dictionary<string, Action<Tensor>> Refused = new()
    {
        ["NaN"] = rows => rows[3, 2] = double.NaN,
        ["infinity"] = rows => rows[3, 2] = double.PositiveInfinity,
        ["minus infinity"] = rows => rows[3] = full(Width, double.NegativeInfinity, dtype: rows.dtype),
    };

    private static readonly Dictionary<string, Action<Tensor>> Finite = new()
    {
        ["plain"] = _ => { },
        ["a zero row"] = rows => rows[3] = zeros(Width, dtype: rows.dtype),
        ["zero rows"] = rows => rows.zero_(),
        ["identical rows"] = rows => rows.copy_(rows[0].expand(Count, Width).clone()),
        ["one of 1e-30"] = rows => rows[3] = rows[3].mul(1e-30),
        ["all of 1e-30"] = rows => rows.mul_(1e-30),
        ["one of 1e-36"] = rows => rows[3] = rows[3].mul(1e-36),
        ["one denormal"] = rows => rows[3] = rows[3].mul(1e-40),
        ["all denormal"] = rows => rows.mul_(1e-40),
        ["denormal in float64"] = rows => rows.mul_(1e-310),
        ["offset"] = rows => rows.add_(1e6),
    };

    // Fine where rows are brought to unit length.
    private static readonly Dictionary<string, Action<Tensor>> Large = new()
    {
        ["one of 1e30"] = rows => rows[3] = rows[3].mul(1e30),
        ["all of 1e10"] = rows => rows.mul_(1e10),
        ["all of 1e20"] = rows => rows.mul_(1e20),
        ["all of 1e30"] = rows => rows.mul_(1e30),
        ["all of 3e38"] = rows => rows.copy_(rows.sign().mul(3e38)),
    };

    public static TheoryData<string, string, ScalarType> RefusedCases => Cases(Refused.Keys);

    public static TheoryData<string, string, ScalarType> FiniteCases => Cases(Finite.Keys);

    public static TheoryData<string, string, ScalarType> LargeCases => Cases(Large.Keys);

    [Theory]
    [MemberData(nameof(RefusedCases))]
    public void Losses_RefuseABadRow_AndNameIt(string loss, string input, ScalarType dtype)
    {
        foreach (var isFirst in new[] { true, false })
        {
            var (x, y) = Rows(dtype, Refused[input], isFirst, !isFirst);

            var call = () => Losses[loss](x, y);

            // Centres are told by their distances, and pairs of scores may say nothing of an infinite one.
            call.Should().Throw<ArgumentException>($"{(isFirst ? "first" : "second")} side").Which.Message.Should()
                .Match(text => text.Contains("row 3 of", StringComparison.Ordinal) || (loss == "local" && text.Contains("centres", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(FiniteCases))]
    public void Losses_AreFinite_WithAFiniteGradient(string loss, string input, ScalarType dtype)
    {
        foreach (var (ofX, ofY) in new[] { (true, false), (false, true), (true, true) })
        {
            var (x, y) = Rows(dtype, Finite[input], ofX, ofY);

            ShouldBeFinite(Losses[loss](x, y), x, y);
        }
    }

    [Theory]
    [MemberData(nameof(LargeCases))]
    public void Losses_AreFinite_OrRefuseTheLongestRow_WhereRowsAreLong(string loss, string input, ScalarType dtype)
    {
        foreach (var (ofX, ofY) in new[] { (true, false), (false, true), (true, true) })
        {
            var (x, y) = Rows(dtype, Large[input], ofX, ofY);
            Tensor value;
            try
            {
                value = Losses[loss](x, y);
            }
            catch (ArgumentException exception)
            {
                exception.Message.Should().Match("*within the range of*row * of *float64*");
                var centers = loss.StartsWith("neighbourhood", StringComparison.Ordinal) && input == "all of 3e38"; // a mean that is no number
                (centers || loss is "uniformity as it is" or "global as it is" or "BPR").Should().BeTrue("rows at unit length may have any");
                continue;
            }

            ShouldBeFinite(value, x, y);
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(6, 1)]
    public void Losses_AreFinite_OrSayHowManyRowsTheyNeed_WhereThereAreFew(int rows, int width)
    {
        foreach (var (name, loss) in Losses)
        {
            var (x, y) = (Leaf(Tensors.Random(rows, width, 1)), Leaf(Tensors.Random(rows, width, 2)));
            Tensor value;
            try
            {
                value = loss(x, y);
            }
            catch (ArgumentException exception)
            {
                exception.Message.Should().Contain("n ≥ 2", name);
                rows.Should().Be(1, name);
                continue;
            }

            ShouldBeFinite(value, x, y);
        }
    }

    [Theory]
    [InlineData("default")]
    [InlineData("paper")]
    [InlineData("paper-normalized")]
    public void Aligner_NamesTheRowOfTheTable(string options)
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(AlignerMaterial.Of(options) with { Sampling = new() { Size = null } });
        var items = material.ItemRows.clone();
        items[17, 2] = double.NaN;

        var apart = () => aligner.Align(material.UserRows, items);
        var joined = () => aligner.Align(cat([material.UserRows, items], 0));

        apart.Should().Throw<ArgumentException>().WithMessage("*row 17 of items*").Which.ParamName.Should().Be("items");
        joined.Should().Throw<ArgumentException>().WithMessage($"*row {AlignerMaterial.Users + 17} of embeddings*");
    }

    private static TheoryData<string, string, ScalarType> Cases(IEnumerable<string> inputs)
    {
        var cases = new TheoryData<string, string, ScalarType>();
        foreach (var (loss, input) in Losses.Keys.SelectMany(loss => inputs.Select(input => (loss, input))))
        {
            cases.Add(loss, input, ScalarType.Float32);
            cases.Add(loss, input, ScalarType.Float64);
        }

        return cases;
    }

    private static (Tensor X, Tensor Y) Rows(ScalarType dtype, Action<Tensor> change, bool ofX, bool ofY)
    {
        var (x, y) = (Tensors.Random(Count, Width, 1, dtype), Tensors.Random(Count, Width, 2, dtype));
        (ofX ? change : static _ => { })(x);
        (ofY ? change : static _ => { })(y);
        return (Leaf(x), Leaf(y));
    }

    private static Tensor Leaf(Tensor rows) => rows.detach().requires_grad_();

    private static void ShouldBeFinite(Tensor value, params Tensor[] inputs)
    {
        value.isfinite().item<bool>().Should().BeTrue($"the value is {value.ToDouble()}");
        value.backward();
        foreach (var gradient in inputs.Select(input => input.grad).OfType<Tensor>())
        {
            gradient.isfinite().all().item<bool>().Should().BeTrue($"the gradient is up to {gradient.abs().max().ToDouble()}");
        }
    }
}
