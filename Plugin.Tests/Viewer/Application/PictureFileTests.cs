using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Viewer.Rendering;
using SkiaSharp;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Application;

/// <summary>Picture files, which are written like all other outputs: to the target of a link, without leftover files.</summary>
public sealed class PictureFileTests
{
    [Fact]
    public void APictureIsWrittenBehindALink()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        using TemporaryFolder folder = new();
        using SKBitmap picture = new(4, 3);
        File.CreateSymbolicLink(folder["link.png"], "target.png");
        Pixels.Save(picture, folder["link.png"]);
        Pixels.Save(picture, folder["link.png"]);
        using SKBitmap read = SKBitmap.Decode(folder["target.png"]);
        Assert.Equal((4, 3, "target.png"), (read.Width, read.Height, new FileInfo(folder["link.png"]).LinkTarget));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }
}
