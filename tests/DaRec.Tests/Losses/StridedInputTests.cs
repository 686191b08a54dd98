using DaRec.Losses;
using DaRec.Recommenders.Losses;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

/// <summary>Losses take views of any strides: value and gradient are those of the same rows side by side.</summary>
public class StridedInputTests
{
    private const long N = 60;
    private const long D = 6;

    private static readonly string[] Losses =
    [
        "orthogonality", "uniformity", "uniformity, plain", "global", "global, plain", "neighborhood", "local", "info-nce", "softmax", "bpr",
    ];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var view in new[] { "transposed", "narrowed", "expanded", "every second" })
            {
                foreach (var loss in Losses)
                {
                    cases.Add(loss, view);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_TakeViews(string loss, string view)
    {
        var (first, second) = (ViewOf(view, 1), ViewOf(view, 2));
        first.is_contiguous().Should().BeFalse();
        var expected = Differentiate(first.contiguous(), second.contiguous());

        var actual = Differentiate(first, second);

        actual.Value.Should().BeApproximately(expected.Value, 1e-12); // libtorch's operators add in the order of the strides
        Tensors.Difference(actual.OfFirst, expected.OfFirst).Should().BeLessThan(1e-12);
        Tensors.Difference(actual.OfSecond, expected.OfSecond).Should().BeLessThan(1e-12);

        (double Value, Tensor OfFirst, Tensor OfSecond) Differentiate(Tensor a, Tensor b)
        {
            // A view of a leaf has the view's strides and a gradient.
            var (x, y) = (a.detach().requires_grad_(), b.detach().requires_grad_());
            var value = Value(loss, x, y);
            value.backward();
            return (value.ToDouble(), x.grad!, y.grad ?? zeros_like(b));
        }
    }

    private static Tensor ViewOf(string view, ulong seed) => view switch
    {
        "transposed" => Tensors.Random(D, N, seed).t(),
        "narrowed" => Tensors.Random(N, 2 * D, seed).narrow(1, 3, D),
        "expanded" => Tensors.Random(N, 1, seed).expand(N, D),
        _ => Tensors.Random(2 * N, D, seed).slice(0, 0, 2 * N, 2),
    };

    private static Tensor Value(string loss, Tensor a, Tensor b) => loss switch
    {
        "orthogonality" => new OrthogonalityLoss().call(a, b),
        "uniformity" => new UniformityLoss().call(a),
        "uniformity, plain" => new UniformityLoss(normalize: false).call(a),
        "global" => new GlobalStructureLoss().call(a, b),
        "global, plain" => new GlobalStructureLoss(normalizeRows: false).call(a, b),
        "neighborhood" => new NeighborhoodStructureLoss().call(a, b),
        "local" => new LocalStructureLoss().call(a, b),
        "softmax" => new SoftmaxLoss().call(a, b, a.mul(2)),
        "info-nce" => new InfoNceLoss().call(a, b, b),
        _ => new BprLoss().call(a, b, a.mul(2)),
    };
}
