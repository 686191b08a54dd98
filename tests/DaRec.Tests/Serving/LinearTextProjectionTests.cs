using DaRec.Serving;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving;

public class LinearTextProjectionTests
{
    private const int TextWidth = 13;
    private const int Width = 5;

    private static readonly float[] Mean = ServingMaterial.Normal(new Random(1), TextWidth);
    private static readonly float[] Matrix = ServingMaterial.Normal(new Random(2), Width * TextWidth);
    private static readonly float[] Offset = ServingMaterial.Normal(new Random(3), Width);
    private static readonly LinearTextProjection Projection = new(Mean, Matrix, Offset);

    [Fact]
    public void Project_IsTheFormula()
    {
        const int count = 150; // more than a block
        var (texts, vectors) = (ServingMaterial.Normal(new Random(4), count * TextWidth), new float[count * Width]);

        Projection.Project(texts, count, vectors);

        for (var row = 0; row < count; row++)
        {
            var expected = NaiveServing.Project(Mean, Matrix, Offset, texts.AsSpan(row * TextWidth, TextWidth));
            for (var column = 0; column < Width; column++)
            {
                vectors[(row * Width) + column].Should().BeApproximately((float)expected[column], 2e-6f);
            }
        }
    }

    [Fact]
    public void Project_GivesATextTheSameBits_AloneAndAmongOthers()
    {
        const int count = 70;
        var (texts, together, alone) = (ServingMaterial.Normal(new Random(4), count * TextWidth), new float[count * Width], new float[Width]);
        Projection.Project(texts, count, together);

        for (var row = 0; row < count; row++)
        {
            Projection.Project(texts.AsSpan(row * TextWidth, TextWidth), 1, alone);
            alone.Should().Equal(together.AsSpan(row * Width, Width).ToArray());
        }
    }

    [Fact]
    public void Project_GivesTheOffset_ForTheMean()
    {
        var vector = new float[Width];

        Projection.Project(Mean, 1, vector);

        vector.Should().Equal(Offset);
    }

    [Fact]
    public void Project_DoesNotDependOnTheDistanceFromTheMean()
    {
        var direction = ServingMaterial.Normal(new Random(5), TextWidth);
        var (near, far) = (new float[Width], new float[Width]);
        var centered = new LinearTextProjection(new float[TextWidth], Matrix, Offset);

        centered.Project(direction, 1, near);
        centered.Project([.. direction.Select(value => 1e-30f * value)], 1, far);

        far.Zip(near).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-5f);
    }

    [Fact]
    public void Projection_RefusesWhatDoesNotFit()
    {
        var shape = () => new LinearTextProjection(new float[3], new float[7], new float[2]);
        shape.Should().Throw<ArgumentException>().WithMessage("Expected a mean (e), a matrix (w, e) and an offset (w)*got 3, 7 and 2*");
        var finite = () => new LinearTextProjection([1], [float.NaN], [1]);
        finite.Should().Throw<ArgumentException>().WithMessage("*NaN at position 0 of matrix*");
        var texts = () => Projection.Project(new float[4], 1, new float[Width]);
        texts.Should().Throw<ArgumentException>().WithMessage("Expected 1 texts of width 13*");
    }
}
