using Spectre.Console;

namespace NeuroAgents.Simulation.CommandLine.Output;

/// <summary>A factory of consoles: on a terminal with colours and the width of the terminal, in a pipe without colours and 200 characters wide.</summary>
internal static class PlainInPipes
{
    private const int PipeWidth = 200;

    internal static IAnsiConsole Create(TextWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = PipeWidth;
        }

        return console;
    }
}
