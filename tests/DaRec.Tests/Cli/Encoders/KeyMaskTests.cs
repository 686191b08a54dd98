using System.Text;
using System.Text.RegularExpressions;
using DaRec.Cli.Encoders;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Encoders;

public class KeyMaskTests
{
    private const string Key = "sk-Ab+9/Zq~secret=0123";

    private static readonly KeyMask Mask = new(Key);

    public static TheoryData<string> Writings => new(
        Key,
        Key.ToUpperInvariant(),
        Key.Replace("+", "\\u002b", StringComparison.Ordinal),
        Key.Replace("+", "\\u002B", StringComparison.Ordinal).Replace("/", "\\u002F", StringComparison.Ordinal),
        string.Concat(Key.Select(letter => $"\\u{(int)letter:X4}")),
        Uri.EscapeDataString(Key),
        Key.Replace("+", "&#43;", StringComparison.Ordinal).Replace("/", "&#x2F;", StringComparison.Ordinal),
        Key.Insert(9, "\r\n  "),
        Key[..^4],
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Key)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($":{Key}")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"u:{Key}")));

    [Theory]
    [MemberData(nameof(Writings))]
    public void Apply_LeavesNoPartOfTheKey_HoweverItIsWritten(string writing)
    {
        var masked = Mask.Apply($"who is '{writing}'?");

        masked.Should().StartWith("who is '").And.Contain("[key]").And.EndWith("'?");
        Regex.IsMatch(masked, "secret|73006500|c2Vjcm|NlY3Jl|zZWNyZX", RegexOptions.IgnoreCase).Should().BeFalse();
        masked.Length.Should().BeLessThan(30);
        Mask.IsIn(writing).Should().BeTrue();
    }

    [Theory]
    [InlineData("no key at all, and sk-Ab alone says little")]
    [InlineData("")]
    public void Apply_LeavesOtherTexts(string text)
    {
        Mask.Apply(text).Should().Be(text);
        new KeyMask(null).Apply(text).Should().Be(text);
    }

    [Theory]
    [InlineData("k")]
    [InlineData("abcd")]
    public void Apply_MasksShortKeysWhole(string key) => new KeyMask(key).Apply($"<{key}>").Should().Be("<[key]>");
}
