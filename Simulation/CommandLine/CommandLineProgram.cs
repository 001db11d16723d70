using System.CommandLine;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Benchmarks;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.CommandLine.Verbs;
using NeuroAgents.Simulation.Scenarios;

namespace NeuroAgents.Simulation.CommandLine;

/// <summary>The headless command line. It finds the verb, runs it, and reports an error as one line and an exit code.</summary>
internal static class CommandLineProgram
{
    /// <summary>Runs a command line and returns the exit code.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="catalogue">The scenarios that verbs know; null for <see cref="ScenarioCatalogue.Standard"/>.</param>
    internal static int Run(string[] arguments, ScenarioCatalogue? catalogue = null)
    {
        ParseResult parsed = Create(catalogue).Parse(arguments);
        try
        {
            if (parsed.Errors.Count > 0)
            {
                throw new UsageException(UsageError.Describe(parsed));
            }

            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception error) when (error is UsageException or SettingException or OptionsFormatException or ArchiveFormatException or Tables.TableException)
        {
            return UsageError.Write(error.Message, ExitCode.Usage);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or OutOfMemoryException or BenchmarkException or Tables.TableFitException
            or Benchmarks.Comparison.ComparisonException)
        {
            return UsageError.Write(error.Message, ExitCode.Failure);
        }
    }

    /// <summary>Creates all verbs with their options.</summary>
    internal static RootCommand Create(ScenarioCatalogue? catalogue = null)
    {
        catalogue ??= ScenarioCatalogue.Standard;
        RootCommand root = new("NeuroAgents: agents that learn inside the running game. Without a verb, runs the scenario forage.");
        RunVerb.AddTo(root, catalogue);
        root.Subcommands.Add(RunVerb.Create(catalogue));
        root.Subcommands.Add(ListVerb.Create(catalogue));
        root.Subcommands.Add(BenchVerb.Create());
        root.Subcommands.Add(FitVerb.Create());
        root.Subcommands.Add(CompareVerb.Create());
        root.Subcommands.Add(PredictVerb.Create());
        root.Subcommands.Add(EvalVerb.Create(catalogue));
        root.Subcommands.Add(ScoresVerb.Create(catalogue));
        root.Subcommands.Add(SoakVerb.Create(catalogue));
        root.Subcommands.Add(ExportVerb.Create());
        root.Subcommands.Add(ImportVerb.Create());
        return root;
    }
}
