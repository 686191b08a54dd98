using DaRec.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

public sealed class IdMapTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void GetOrAdd_NumbersIds_InOrderOfFirstAppearance()
    {
        var map = new IdMap();

        int[] numbers = [map.GetOrAdd("b"), map.GetOrAdd("a"), map.GetOrAdd("b"), map.GetOrAdd("B")];

        numbers.Should().Equal(0, 1, 0, 2);
        map.Ids.Should().Equal("b", "a", "B");
        map.Count.Should().Be(3);
        map[1].Should().Be("a");
        map.TryGetNumber("B", out var number).Should().BeTrue();
        number.Should().Be(2);
        map.TryGetNumber("c", out _).Should().BeFalse();
    }

    [Fact]
    public void Load_GivesBackWhatWasSaved_AndLeavesNoOtherFile()
    {
        var map = new IdMap();
        foreach (var id in new[] { "Björk", "\"Weird Al\" Yankovic", "a,b;c", " ", "0", "日本" })
        {
            map.GetOrAdd(id);
        }

        map.Save(_folder["items.tsv"]);
        map.Save(_folder["items.tsv"]);

        IdMap.Load(_folder["items.tsv"]).Ids.Should().Equal(map.Ids);
        Directory.GetFiles(_folder.Root).Should().Equal(_folder["items.tsv"]);
        File.ReadAllBytes(_folder["items.tsv"]).Should().StartWith("0\tBj"u8.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    [InlineData("a\nb")]
    [InlineData("a\r")]
    [InlineData("a\0b")]
    public void GetOrAdd_Throws_ForIdsThatNoFileHolds(string id)
    {
        var act = () => new IdMap().GetOrAdd(id);

        act.Should().Throw<ArgumentException>()
            .WithMessage("An id must not be empty nor hold a tab, line break or NUL*").WithParameterName(nameof(id));
    }

    [Theory]
    [InlineData("0\ta\n2\tb\n", "*items.tsv, line 2: expected number 1, a tab and an id; the line is \"2\tb\".")]
    [InlineData("item\tnumber\n", "*line 1: expected number 0*")]
    [InlineData("0 a\n", "*line 1: expected number 0*")]
    [InlineData("-0\ta\n", "*line 1: expected number 0*")]
    [InlineData("0\ta\n\n1\ta\n", "*line 3: this id occurred before*")]
    [InlineData("0\t\n", "*line 1: expected an id without tabs*")]
    [InlineData("0\ta\tb\n", "*line 1: expected an id without tabs*")]
    public void Load_NamesTheLine_WhenMalformed(string text, string message)
    {
        var path = _folder.Write("items.tsv", text);

        var act = () => IdMap.Load(path);

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    public void Dispose() => _folder.Dispose();
}
