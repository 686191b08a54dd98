using System.Numerics;
using System.Runtime.Intrinsics;
using DaRec.Kernels;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Kernels;

public class VectorMathTests
{
    [Fact]
    public void Exp_IsAccurate_OverTheWholeRange()
    {
        for (var x = -87f; x <= 88; x += 0.137f)
        {
            (VectorMath.Exp(new Vector<float>(x))[0] / Math.Exp(x)).Should().BeApproximately(1, 4e-7);
            (VectorMath.Exp(new Vector<double>(x))[0] / Math.Exp(x)).Should().BeApproximately(1, 1e-14);
            (VectorMath.Exp(Vector512.Create(x))[15] / Math.Exp(x)).Should().BeApproximately(1, 4e-7);
            (VectorMath.Exp(Vector512.Create((double)x))[7] / Math.Exp(x)).Should().BeApproximately(1, 1e-14);
        }
    }

    [Theory]
    [InlineData(-87.5)]
    [InlineData(-500)]
    [InlineData(-1e30)]
    public void Exp_IsZero_BelowTheNormalNumbers(float x)
    {
        VectorMath.Exp(new Vector<float>(x)).Should().Be(Vector<float>.Zero);
        VectorMath.Exp(Vector512.Create(x)).Should().Be(Vector512<float>.Zero);
    }

    [Fact]
    public void Exp_PassesNaNOn()
    {
        float.IsNaN(VectorMath.Exp(new Vector<float>(float.NaN))[0]).Should().BeTrue();
        float.IsNaN(VectorMath.Exp(Vector512.Create(float.NaN))[0]).Should().BeTrue();
    }
}
