using System.Diagnostics;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Viewer.Application;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Windowing;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Windowing;

[Collection(Display.Name)]
public sealed class MissingPartTests
{
    private static readonly string[] s_systems = ["Debian: apt install", "Fedora: dnf install", "macOS", "Windows", "--project Simulation"];

    [Fact]
    public void AMissingWindowLibraryIsOneLineWithItsRemedy()
        => Says("library GLFW 3 is missing", Start(("NEUROAGENTS_GLFW", "/nowhere/libglfw.so"), "--frames", "1"));

    [Fact]
    public void AMissingDisplayIsOneLineWithItsRemedy()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems have a display whatever the environment says");
        Display.Require();
        Says("no display", Start(("DISPLAY", ""), "--frames", "1"));
    }

    [Fact]
    public void AnOlderOpenGLIsOneLineWithItsRemedy()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Mesa can be told to be old");
        Display.Require();
        Says("OpenGL 3.3 is missing", Start(("MESA_GL_VERSION_OVERRIDE", "2.1"), "--frames", "1"));
    }

    [Fact]
    public void AMissingFontIsOneLineWithItsRemedy()
    {
        MissingPartException error = MissingPartException.Font(Assert.Throws<MissingFontException>(() => new TextRenderer(["No Such Family"])));
        Assert.StartsWith("a font is missing (looked for No Such Family)", error.Message);
        Assert.All(s_systems, system => Assert.Contains(system, error.Message));
    }

    [Theory]
    [InlineData("--size: expected a size such as 1280x720, from 320x240, received \"9x9\".", "--size", "9x9")]
    [InlineData("received \"weigths\". Did you mean \"weights\"?", "--show", "loss,weigths")]
    [InlineData("--screenshot: expected --frames with it", "--screenshot", "picture.png")]
    [InlineData("--paused: expected no --frames with it", "--paused", "--frames", "3")]
    [InlineData("--brain: expected a readable file, received \"no.brain\"", "--brain", "no.brain")]
    [InlineData("--resume: expected a readable file, received \"no.run\"", "--resume", "no.run")]
    [InlineData("Did you mean \"forage\"?", "--scenario", "forrage")]
    [InlineData("--select: expected an index from 0 to 9, received \"10\".", "--agents", "10", "--select", "10")]
    [InlineData("--speed: expected a number from 1/8, or max, received \"0\".", "--speed", "0")]
    [InlineData("--follow: expected --select with it, received none.", "--follow")]
    [InlineData("--camera: expected three numbers separated by commas, the last above 0, received \"1,2\".", "--camera", "1,2")]
    [InlineData("--camera: expected three numbers separated by commas, the last above 0, received \"-1,2,0\".", "--camera", "-1,2,0")]
    [InlineData("--camera: expected three numbers separated by commas, the last above 0, received \"1,NaN,3\".", "--camera", "1,NaN,3")]
    [InlineData("--weights: expected weights, gradients, updates or change, received \"biases\".", "--weights", "biases")]
    [InlineData("--speed: expected a number from 1/8, or max, received \"1/9\".", "--speed", "1/9")]
    [InlineData("--screenshot: expected a name that ends in .png, received \"picture.jpg\".", "--frames", "3", "--screenshot", "picture.jpg")]
    public void BadUsageIsOneLineAndExitCode2(string expected, params string[] arguments)
    {
        ProcessResult result = CapturedConsole.Run(() => ViewerProgram.Run(arguments));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    private static void Says(string what, (int ExitCode, string Error) ended)
    {
        Assert.Equal(1, ended.ExitCode);
        string line = Assert.Single(ended.Error.TrimEnd().Split('\n'));
        Assert.Contains(what, line);
        Assert.All(s_systems, system => Assert.Contains(system, line));
    }

    private static (int ExitCode, string Error) Start((string Name, string Value) variable, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [typeof(LiveViewer).Assembly.Location, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment.Remove("WAYLAND_DISPLAY");
        start.Environment[variable.Name] = variable.Value;
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
