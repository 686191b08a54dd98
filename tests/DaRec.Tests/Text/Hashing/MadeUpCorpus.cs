namespace DaRec.Tests.Text.Hashing;

/// <summary>Texts of made-up words of a few themes: those of one theme share words.</summary>
internal static class MadeUpCorpus
{
    private static readonly string[] Syllables = "ba ko mi ren tu sha lo pri ne vi gor dan el ast um fi".Split(' ');

    /// <summary>Text i is of theme i modulo <paramref name="themes"/>.</summary>
    public static string[] Create(int texts, int themes, int seed = 1)
    {
        var random = new Random(seed);
        var words = Enumerable.Range(0, themes).Select(_ => Enumerable.Range(0, 12).Select(_ => Word()).ToArray()).ToArray();
        return
        [
            .. Enumerable.Range(0, texts).Select(text => string.Join(
                ' ', Enumerable.Range(0, random.Next(6, 14)).Select(_ => words[text % themes][random.Next(12)]))),
        ];

        string Word() => string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => Syllables[random.Next(Syllables.Length)]));
    }
}
