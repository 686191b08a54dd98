using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace DaRec.Text.Tokenizing;

/// <summary>What characters are made of: é is e and an acute accent (Unicode's normal form D, character by character).</summary>
/// <remarks>
/// A table of its own, because <see cref="string.Normalize()"/> returns its argument where a program runs without ICU
/// (<c>InvariantGlobalization</c>, small containers): the same text would get other vectors there. Marks are left in the order in
/// which they come.
/// </remarks>
internal static class CanonicalDecomposition
{
    // Hangul syllables are numbered: 19 initial consonants × 21 vowels × 28 final consonants or none.
    private const int FirstSyllable = 0xAC00;
    private const int LastSyllable = 0xD7A3;
    private const int FirstInitial = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeFirstFinal = 0x11A7;
    private const int Vowels = 21;
    private const int Finals = 28;

    private static readonly FrozenDictionary<int, Rune[]> Table = Read();

    /// <summary>Calls <paramref name="action"/> with each part in order; with the character itself where it has none.</summary>
    public static void ForEachPart(Rune rune, Action<Rune> action)
    {
        if (rune.Value is >= FirstSyllable and <= LastSyllable)
        {
            var number = rune.Value - FirstSyllable;
            action(new Rune(FirstInitial + (number / (Vowels * Finals))));
            action(new Rune(FirstVowel + (number / Finals % Vowels)));
            if (number % Finals > 0)
            {
                action(new Rune(BeforeFirstFinal + (number % Finals)));
            }
        }
        else if (!rune.IsAscii && Table.TryGetValue(rune.Value, out var parts))
        {
            foreach (var part in parts)
            {
                action(part);
            }
        }
        else
        {
            action(rune);
        }
    }

    private static FrozenDictionary<int, Rune[]> Read()
    {
        var type = typeof(CanonicalDecomposition);
        using var stream = type.Assembly.GetManifestResourceStream(type, "CanonicalDecompositions.txt")
            ?? throw new InvalidOperationException("The assembly lacks its table of canonical decompositions.");
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, Rune[]>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                var runes = line.Split(' ').Select(part => int.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                table.Add(runes.First(), [.. runes.Skip(1).Select(value => new Rune(value))]);
            }
        }

        return table.ToFrozenDictionary();
    }
}
