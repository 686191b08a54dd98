namespace DaRec.Cli.Fuzzing;

/// <summary>A reader gave an answer that cannot be right.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message)
{
    /// <summary>Throws unless something holds.</summary>
    public static void Unless(bool holds, string law)
    {
        if (!holds)
        {
            throw new WrongAnswerException(law);
        }
    }
}
