using System.Text;

namespace NeuroAgents.Tests.Simulation.CommandLine;

/// <summary>Standard output and standard error of code that runs inside this process, separate from those of tests that run at the same time.</summary>
/// <remarks>The console belongs to the process and the capture to a call. The capture also covers threads that the call starts.</remarks>
internal static class CapturedConsole
{
    private static readonly AsyncLocal<Capture?> s_capture = new();

    static CapturedConsole()
    {
        Console.SetOut(new Router(Console.Out, capture => capture.Output));
        Console.SetError(new Router(Console.Error, capture => capture.Error));
    }

    /// <summary>Whether the console looks like a pipe, as a captured console does. In a terminal, output would be coloured and wrapped.</summary>
    internal static bool IsPossible => Console.IsOutputRedirected && Console.IsErrorRedirected;

    internal static ProcessResult Run(Func<int> main)
    {
        Capture capture = new(new StringWriter(), new StringWriter());
        s_capture.Value = capture;
        try
        {
            int exitCode = main();
            return new ProcessResult(exitCode, capture.Output.ToString(), capture.Error.ToString());
        }
        finally
        {
            s_capture.Value = null;
        }
    }

    private sealed record Capture(StringWriter Output, StringWriter Error);

    /// <summary>Writes to the capture of the calling thread, or to the real stream without a capture. The console allows one call at a time.</summary>
    private sealed class Router(TextWriter real, Func<Capture, StringWriter> select) : TextWriter
    {
        public override Encoding Encoding => real.Encoding;

        private TextWriter Target => s_capture.Value is { } capture ? select(capture) : real;

        public override void Write(char value) => Target.Write(value);

        public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);

        public override void Write(string? value) => Target.Write(value);

        public override void Flush() => Target.Flush();
    }
}
