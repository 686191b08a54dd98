using DaRec.Serving;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving;

public class ComponentArraysTests
{
    [Fact]
    public void Arrays_ComeBackAsTheyWereAdded()
    {
        var arrays = new ComponentArrays();
        arrays.Add("scale", 2.5f);
        arrays.Add("mean", [1, 2, 3]);
        arrays.Add("matrix", [1, 2, 3, 4, 5, 6], 2, 3);

        arrays.Names.Should().Equal("matrix", "mean", "scale");
        arrays.Number("scale").Should().Be(2.5f);
        arrays.Vector("mean", 3).Should().Equal(1, 2, 3);
        arrays.Matrix("matrix", out var rows, out var columns).Should().Equal(1, 2, 3, 4, 5, 6);
        (rows, columns).Should().Be((2, 3));
    }

    [Fact]
    public void Arrays_RefuseWhatDoesNotFit()
    {
        var arrays = new ComponentArrays();
        arrays.Add("mean", [1, 2, 3]);

        Refuses<ArgumentException>(() => arrays.Add("mean", 1), "The array 'mean' was added before.*");
        Refuses<ArgumentException>(() => arrays.Add("../mean", 1), "Expected a name of letters, digits and underscores; got '../mean'.*");
        Refuses<ArgumentException>(() => arrays.Add("a", [1, 2, 3], 2, 2), "Expected 4 values for shape (2, 2), got 3.*");
        Refuses<InvalidDataException>(() => arrays.Vector("mean", 4), "*array 'mean' has shape (3); expected (4).");
        Refuses<InvalidDataException>(() => arrays.Matrix("mean", out _, out _), "*array 'mean' has 1 dimensions; expected a matrix.");
        Refuses<InvalidDataException>(() => arrays.Number("none"), "*there is no array 'none', only: mean.");

        static void Refuses<T>(Action act, string message)
            where T : Exception => act.Should().Throw<T>().WithMessage(message);
    }
}
