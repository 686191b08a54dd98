namespace DaRec.Cli.Output;

/// <summary>A plot beside other files, which appear without it where it cannot be drawn.</summary>
internal static class Picture
{
    /// <summary>Draws, or warns of what it lacks; true where the picture is there.</summary>
    /// <param name="context">Where it warns.</param>
    /// <param name="name">The picture's file, for the warning.</param>
    /// <param name="draw">Writes the picture.</param>
    public static bool TryDraw(CliContext context, string name, Action draw)
    {
        try
        {
            draw();
            return true;
        }
        catch (Exception exception) when (exception.GetBaseException() is DllNotFoundException missing)
        {
            context.Error.WriteLine(
                $"warning: {name} is not drawn, for SkiaSharp's native library is not there for this system; all else is written. {missing.Message}");
            return false;
        }
    }
}
