namespace DaRec.Text.Internal;

/// <summary>One text of a file and the line where it begins.</summary>
internal readonly record struct TextEntry(int Line, string Id, string? Text);
