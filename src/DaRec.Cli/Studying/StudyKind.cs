namespace DaRec.Cli.Studying;

/// <summary>What a study varies, and how it is told.</summary>
/// <param name="Verb">The verb, which names the files too.</param>
/// <param name="Title">What was studied.</param>
/// <param name="Axis">What differs from one variant to the next.</param>
/// <param name="Difference">Title of the columns of differences.</param>
/// <param name="DifferenceInWords">What these are.</param>
/// <param name="Tell">What the study found, in words.</param>
internal sealed record StudyKind(
    string Verb, string Title, string Axis, string Difference, string DifferenceInWords, Func<Study, IEnumerable<string>> Tell);
