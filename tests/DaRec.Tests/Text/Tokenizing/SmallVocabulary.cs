namespace DaRec.Tests.Text.Tokenizing;

/// <summary>A vocabulary of a few hundred pieces: some words whole, many letters, some signs, little of other scripts.</summary>
internal static class SmallVocabulary
{
    public static IReadOnlyList<string> Pieces { get; } = Create();

    private static List<string> Create()
    {
        List<string> pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
        pieces.AddRange("cafe metal rock dark wave band the of and new jazz naive".Split(' '));
        pieces.AddRange("##s ##core ##wave ##al ##ing ##er ##e ##fe ##band".Split(' '));
        foreach (var letter in "abcdefghijklmnoprstuwyz0123456789иα")
        {
            pieces.Add($"{letter}");
            pieces.Add($"##{letter}");
        }

        pieces.AddRange(["!", ",", ".", "-", "$", "'", "|", "–", "😀", "²", "##²"]);
        pieces.AddRange(["中", "音", "\u1100", "##\u1161", "##\u11A8", "か", "##が"]);
        return [.. pieces.Distinct()];
    }
}
