using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Cli.Benchmarks;

public sealed class ScoreChangeTests
{
    private const int Users = 9;
    private const double Tolerance = 1e-9;

    private readonly Tensor _embeddings = Tensors.Random(Users + 14, 5, seed: 1);
    private readonly Tensor _direction = Tensors.Random(Users + 14, 5, seed: 2);

    [Fact]
    public void Along_IsTheLimitOfATinyStep()
    {
        const double Step = 1e-6;
        var size = Step * _embeddings.norm().ToDouble() / _direction.norm().ToDouble();
        var (before, after) = (Scores(_embeddings), Scores(_embeddings.sub(_direction.mul(size))));
        var change = after.sub(before).norm().ToDouble() / before.norm().ToDouble() / Step;

        ScoreChange.Along(_embeddings, _direction, Users).Should().BeApproximately(change, 1e-5);
    }

    [Fact]
    public void Along_IsTwo_WhereAllRowsGrow()
    {
        ScoreChange.Along(_embeddings, _embeddings.mul(0.1), Users).Should().BeApproximately(2, Tolerance);
    }

    [Fact]
    public void Along_IsZero_WhereAllRowsTurnTogether()
    {
        var any = Tensors.Random(5, 5, seed: 3);

        ScoreChange.Along(_embeddings, _embeddings.mm(any.sub(any.t())), Users).Should().BeApproximately(0, 1e-7);
    }

    [Fact]
    public void Along_IsZero_WhereAllItemsMoveAlike()
    {
        var direction = _direction.clone();
        direction.narrow(0, 0, Users).zero_();
        direction.narrow(0, Users, 14).fill_(0.7);

        ScoreChange.Along(_embeddings, direction, Users).Should().BeApproximately(0, 1e-7);
    }

    [Fact]
    public void Along_DependsOnNoScale()
    {
        ScoreChange.Along(_embeddings.mul(30), _direction.mul(-0.01), Users)
            .Should().BeApproximately(ScoreChange.Along(_embeddings, _direction, Users), Tolerance);
    }

    [Fact]
    public void Along_IsNaN_WhereThereIsNoDirection()
    {
        ScoreChange.Along(_embeddings, _direction.mul(0), Users).Should().Be(double.NaN);
    }

    private static Tensor Scores(Tensor embeddings)
    {
        var scores = embeddings.narrow(0, 0, Users).mm(embeddings.narrow(0, Users, 14).t());
        return scores.sub(scores.mean([1L], keepdim: true));
    }
}
