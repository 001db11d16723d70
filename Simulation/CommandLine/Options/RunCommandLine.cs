using System.Globalization;
using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The conversion of options to command line arguments, the reverse of <see cref="RunArguments"/>.</summary>
public static class RunCommandLine
{
    /// <summary>Returns the arguments for scenario, agents and seed, and for learner, profile, learning, workers and settings that differ from their defaults. Frames, pace, measuring, <see cref="RunOptions.LearnerOptions"/> and <see cref="RunOptions.Curriculum"/> are left out.</summary>
    public static List<string> Format(RunOptions options)
    {
        RunOptions standard = new();
        List<string> arguments = ["--scenario", options.Scenario, "--agents", Text(options.Agents), "--seed", Text(options.Seed)];
        Add(arguments, "--learner", options.Learner, standard.Learner);
        Add(arguments, "--profile", options.Profile, standard.Profile);
        Add(arguments, "--demonstrations", options.Demonstrations, standard.Demonstrations);
        if (options.LearnBudgetMs is null)
        {
            Add(arguments, "--learn-steps", options.LearnSteps, standard.LearnSteps);
        }

        Add(arguments, "--learn-budget-ms", options.LearnBudgetMs, standard.LearnBudgetMs);
        Add(arguments, "--learn-mode", RunArguments.NameOf(options.LearnMode), RunArguments.NameOf(standard.LearnMode));
        if (options.LearnMode == LearnMode.Lockstep)
        {
            Add(arguments, "--publish-delay", options.PublishDelay, standard.PublishDelay);
        }

        Add(arguments, "--workers", options.Workers, standard.Workers);
        foreach ((string name, string value) in options.Set.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            arguments.AddRange(["--set", $"{name}={value}"]);
        }

        return arguments;
    }

    /// <summary>Joins arguments to one line for a shell. Arguments with special characters are quoted.</summary>
    public static string Join(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote));

    /// <summary>Formats a number independently of the culture.</summary>
    public static string Text<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static void Add<T>(List<string> arguments, string name, T value, T standard)
    {
        if (!EqualityComparer<T>.Default.Equals(value, standard))
        {
            arguments.AddRange([name, string.Create(CultureInfo.InvariantCulture, $"{value}")]);
        }
    }

    private static string Quote(string argument)
        => argument.Length > 0 && argument.All(each => char.IsAsciiLetterOrDigit(each) || "-_./=,:+".Contains(each)) ? argument : $"\"{argument}\"";
}
