using System.Text.Json;
using DaRec.Serving;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving;

public sealed class RecommenderFilesTests : IDisposable
{
    private static readonly RecommenderLoadOptions Options = new() { ReadFoldIn = MeanFoldIn.Read };
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder["index"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_GivesTheSavedIndex_ToTheBit(bool map)
    {
        var random = new Random(1);
        var index = new Recommender(ServingMaterial.Contents() with
        {
            Items = VectorTable.FromArray(ServingMaterial.Normal(random, 300 * 11), 11),
            Settings = JsonDocument.Parse("""{"seed": 7, "recipe": "darec"}""").RootElement,
        }).WithItems(["new"], ServingMaterial.Texts(1), ["N"]);

        index.Save(Folder);
        var loaded = Recommender.Load(Folder, Options with { MapVectors = map });

        AssertSame(loaded, index);
        loaded.Settings!.Value.GetProperty("seed").GetInt32().Should().Be(7);
        loaded.RecommendForHistory(["i4", "new"]).Should().Equal(index.RecommendForHistory(["i4", "new"]));
        loaded.SimilarToText(ServingMaterial.Texts(1, seed: 3)[0]).Should().Equal(index.SimilarToText(ServingMaterial.Texts(1, seed: 3)[0]));
        AssertSame(loaded.WithItems(["more"], ServingMaterial.Texts(1)), index.WithItems(["more"], ServingMaterial.Texts(1)));
    }

    [Fact]
    public void Load_GivesAnIndexOfItemsAlone()
    {
        var index = new Recommender(new RecommenderContents { Items = VectorTable.FromRows([[1f, 2f], [3f, 4f], [5f, 6f]]) });

        index.Save(Folder);
        var loaded = Recommender.Load(Folder);

        AssertSame(loaded, index);
        Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .Should().Equal("item_counts.npy", "items.npy", "manifest.json", "users.npy");
    }

    [Fact]
    public void Save_InHalfPrecision_RoundsVectorsAlone()
    {
        var random = new Random(1);
        var index = new Recommender(ServingMaterial.Contents() with
        {
            Items = VectorTable.FromArray(ServingMaterial.Normal(random, 300 * 11), 11),
        });

        index.Save(Folder, halfPrecision: true);
        var loaded = Recommender.Load(Folder, Options with { MapVectors = true });

        ServingMaterial.Values(loaded.ItemVectors).Should().Equal(
            ServingMaterial.Values(index.ItemVectors).Select(value => (float)(Half)value));
        new FileInfo(Path.Combine(Folder, "items.npy")).Length.Should().Be(128 + (2 * 300 * 11));
        loaded.ItemTitle(0).Should().Be(index.ItemTitle(0));
        var large = new Recommender(new RecommenderContents { Items = VectorTable.FromRows([[1f, 1e6f]]) });
        var act = () => large.Save(_folder["large"], halfPrecision: true);
        act.Should().Throw<ArgumentException>().WithMessage("*float16's range*1000000 in row 0*");
        Directory.GetFileSystemEntries(_folder.Root).Should().Equal(Folder);
    }

    [Fact]
    public void Save_ReplacesAnIndex_AndNothingElse()
    {
        new Recommender(ServingMaterial.Contents(items: 20)).Save(Folder);
        var index = new Recommender(new RecommenderContents { Items = VectorTable.FromRows([[1f]]) });

        index.Save(Folder);

        AssertSame(Recommender.Load(Folder), index);
        Directory.GetFileSystemEntries(_folder.Root).Should().Equal(Folder);
        Directory.CreateDirectory(_folder["other"]);
        _folder.Write(Path.Combine("other", "thesis.tex"), "x");
        var other = () => index.Save(_folder["other"]);
        other.Should().Throw<IOException>().WithMessage("*has files but no manifest.json*");
        var file = () => index.Save(Path.Combine(_folder["other"], "thesis.tex"));
        file.Should().Throw<IOException>().WithMessage("*is a file*");
        File.ReadAllText(Path.Combine(_folder["other"], "thesis.tex")).Should().Be("x");
    }

    [Fact]
    public void Load_NamesAFileThatWasChanged()
    {
        var names = Saved();
        names.Should().HaveCount(11);
        foreach (var name in names.Where(name => name != "manifest.json"))
        {
            var path = Path.Combine(Folder, name);
            var whole = File.ReadAllBytes(path);

            byte[] changed = [.. whole];
            changed[^2] ^= 1;
            File.WriteAllBytes(path, changed);
            Refuses($"{path}: the SHA-256 is *");
            File.WriteAllBytes(path, whole[..^1]);
            Refuses($"{path}: expected {whole.Length} bytes, got {whole.Length - 1}; the file is truncated*");
            File.Delete(path);
            Refuses($"{path}: the file is missing*");
            File.WriteAllBytes(path, whole);
        }

        Recommender.Load(Folder, Options).ItemCount.Should().Be(300);
    }

    [Fact]
    public void Load_WithoutVerifying_StillRefusesOtherLengths()
    {
        Saved();
        var path = Path.Combine(Folder, "items.npy");
        var whole = File.ReadAllBytes(path);
        byte[] changed = [.. whole];
        changed[^2] ^= 1;
        File.WriteAllBytes(path, changed);
        var options = Options with { Verify = false, MapVectors = true };

        Recommender.Load(Folder, options).ItemCount.Should().Be(300);
        File.WriteAllBytes(path, [.. whole, 0]);
        var act = () => Recommender.Load(Folder, options);

        act.Should().Throw<InvalidDataException>().WithMessage($"{path}: expected {whole.Length} bytes*");
    }

    [Fact]
    public void Load_RefusesOtherManifests()
    {
        Saved();
        var path = Path.Combine(Folder, "manifest.json");
        var text = File.ReadAllText(path);

        Rewrite(text.Replace("\"formatVersion\": 1", "\"formatVersion\": 2", StringComparison.Ordinal), "*format 2; this version reads format 1*");
        Rewrite(text.Replace("\"width\": 11", "\"width\": 12", StringComparison.Ordinal), "*items.npy: shape (300, 11); the manifest says (300, 12)*");
        Rewrite(text.Replace("\"itemCount\": 300", "\"itemCount\": 3", StringComparison.Ordinal), "*items.npy: shape (300, 11)*");
        Rewrite(text.Replace("items.npy", "../items.npy", StringComparison.Ordinal), "*'../items.npy' is no file of the folder*");
        Rewrite(text.Replace("item_counts.npy", "user_ids.tsv", StringComparison.Ordinal), "*manifest*");
        Rewrite(text[..^30], "*expected the manifest of a saved index*");
        Rewrite("[]", "*expected the manifest of a saved index; it has no number formatVersion*");
        Rewrite("""{"formatVersion": 1}""", "*expected the manifest of a saved index*");
        File.Delete(path);
        var act = () => Recommender.Load(Folder, Options);
        act.Should().Throw<FileNotFoundException>().WithMessage($"{path}*");

        void Rewrite(string changed, string message)
        {
            changed.Should().NotBe(text);
            File.WriteAllText(path, changed);
            Refuses(message);
        }
    }

    [Fact]
    public void Load_NeedsAReader_ForAnUnknownComponent()
    {
        Saved();

        var act = () => Recommender.Load(Folder);

        act.Should().Throw<InvalidDataException>().WithMessage("*fold_in.npz: kind 'mean-of-tests'*RecommenderLoadOptions.ReadFoldIn.");
    }

    [Fact]
    public void Save_WritesTheSameBytes_ForTheSameIndex()
    {
        var index = new Recommender(ServingMaterial.Contents());
        index.Save(Folder);
        index.Save(_folder["again"]);

        foreach (var path in Directory.GetFiles(Folder))
        {
            File.ReadAllBytes(Path.Combine(_folder["again"], Path.GetFileName(path))).Should().Equal(File.ReadAllBytes(path));
        }
    }

    private string[] Saved()
    {
        new Recommender(ServingMaterial.Contents()).Save(Folder);
        return [.. Directory.GetFiles(Folder).Select(path => Path.GetFileName(path))];
    }

    private void Refuses(string message)
    {
        var act = () => Recommender.Load(Folder, Options);
        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    private static void AssertSame(Recommender actual, Recommender expected)
    {
        ServingMaterial.Values(actual.ItemVectors).Should().Equal(ServingMaterial.Values(expected.ItemVectors));
        ServingMaterial.Values(actual.UserVectors).Should().Equal(ServingMaterial.Values(expected.UserVectors));
        var items = Enumerable.Range(0, expected.ItemCount).ToArray();
        items.Select(actual.ItemId).Should().Equal(items.Select(expected.ItemId));
        items.Select(actual.ItemTitle).Should().Equal(items.Select(expected.ItemTitle));
        items.Select(actual.ItemInteractions).Should().Equal(items.Select(expected.ItemInteractions));
        for (var user = 0; user < expected.UserCount; user++)
        {
            actual.UserId(user).Should().Be(expected.UserId(user));
            actual.Seen(actual.UserId(user)).Should().Equal(expected.Seen(expected.UserId(user)));
            actual.Recommend(actual.UserId(user), 30).Should().Equal(expected.Recommend(expected.UserId(user), 30));
        }
    }
}
