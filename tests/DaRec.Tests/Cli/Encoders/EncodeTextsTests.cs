using DaRec.Cli.Encoders;
using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using DaRec.Text;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Encoders;

public sealed class EncodeTextsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Profiles_AreOfTrainingItemsAlone()
    {
        _folder.Write("trn.tsv", "ann\tx\nbob\ty\nann\tz\n");
        _folder.Write("val.tsv", "ann\ty\n");
        _folder.Write("tst.tsv", "bob\tz\n");
        _folder.Write("item_text.tsv", "0\tX | a\n1\tY | b\n2\tZ | a\n");
        using var data = DatasetFolder.Open(_folder.Root);
        var texts = TextFile.Read(_folder["item_text.tsv"], new() { Count = data.ItemCount }).Texts;

        var profiles = Profiles(data, texts);

        profiles.Texts.Should().Equal("Enjoys: X; Z | mostly a", "Enjoys: Y | mostly b");
    }

    [Fact]
    public void Profiles_Refuse_ATestPartThatIsPartOfTheTraining()
    {
        _folder.Write("trn.tsv", "ann\tx\nbob\ty\n");
        _folder.Write("tst.tsv", "bob\ty\n");
        using var data = DatasetFolder.Open(_folder.Root);

        var act = () => Profiles(data, ["X", "Y"]);

        act.Should().Throw<ArgumentException>().WithMessage("User 1 has item 1 in the training part and in a held-out one, too;*");
    }

    public void Dispose() => _folder.Dispose();

    private EncodeTexts Profiles(Dataset data, IReadOnlyList<string?> texts) =>
        EncodeTexts.Profiles(data, texts, DataRows.Of("user", data, _folder.Root)!, _folder["trn.tsv"]);
}
