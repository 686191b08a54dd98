using Xunit;

namespace DaRec.Tests.Testing;

/// <summary>A test that needs a browser; skipped where there is none.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Find() is null)
        {
            Skip = "There is no chromium, chromium-browser or google-chrome in PATH to open the page with.";
        }
    }
}
