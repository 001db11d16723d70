using System.Diagnostics;
using System.Text.Json.Nodes;
using NeuroAgents.Simulation.CommandLine;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.Engine;
using Xunit;

namespace NeuroAgents.Tests.Simulation.CommandLine;

/// <summary>The command line, in a process of its own, or by <see cref="Run"/> inside the tests' process if only exit code, output and files matter.</summary>
internal sealed class SimulationProcess : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private SimulationProcess(string directory, IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(SimulationRun).Assembly.Location);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        FirstLine = _process.StandardOutput.ReadLineAsync();
        _output = ReadRest();
        _error = _process.StandardError.ReadToEndAsync();
    }

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    /// <summary>The first line of standard output, in which a run names its options before it starts.</summary>
    internal Task<string?> FirstLine { get; }

    internal static SimulationProcess Start(string directory, params string[] arguments) => new(directory, null, arguments);

    /// <summary>Runs the command line inside this process. This needs no start of a runtime, and the code is compiled once for all tests.</summary>
    internal static ProcessResult Run(params string[] arguments)
        => CapturedConsole.IsPossible ? CapturedConsole.Run(() => CommandLineProgram.Run(arguments)) : RunAlone(arguments);

    /// <summary>Runs the command line in a process of its own, for tests of standard streams, memory or processor time of the process.</summary>
    internal static ProcessResult RunAlone(params string[] arguments) => RunIn(Environment.CurrentDirectory, arguments);

    internal static ProcessResult RunLong(TimeSpan atMost, params string[] arguments)
    {
        using SimulationProcess process = new(Environment.CurrentDirectory, null, arguments);
        return process.Wait(atMost);
    }

    internal static ProcessResult RunIn(string directory, params string[] arguments)
    {
        using SimulationProcess process = new(directory, null, arguments);
        return process.Wait();
    }

    internal static ProcessResult RunWith(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using SimulationProcess process = new(Environment.CurrentDirectory, environment, arguments);
        return process.Wait();
    }

    /// <summary>Waits for the end of the process, and kills it after the timeout.</summary>
    internal ProcessResult Wait() => Wait(s_timeout);

    private ProcessResult Wait(TimeSpan atMost)
    {
        if (!_process.WaitForExit(atMost))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The process was killed after {atMost}.");
        }

        return new ProcessResult(_process.ExitCode, _output.GetAwaiter().GetResult(), _error.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task<string> ReadRest()
    {
        string? first = await FirstLine;
        return first is null ? "" : first + "\n" + await _process.StandardOutput.ReadToEndAsync();
    }
}

/// <summary>The exit code and the output of a finished process.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    /// <summary>Returns the JSON result that a verb wrote to standard output because of <c>--json -</c>. Asserts that the exit code is 0.</summary>
    internal JsonNode Report()
    {
        Assert.True(ExitCode == 0, Error);
        return JsonNode.Parse(Output)!;
    }
}
