using Xunit;

namespace DaRec.Tests.Build;

/// <summary>A test of what Linux alone has: hard links, file modes, <c>libLibTorchSharp.so</c>.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "Linux only.";
        }
    }
}
