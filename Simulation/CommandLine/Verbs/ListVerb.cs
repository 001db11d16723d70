using System.CommandLine;
using NeuroAgents.Simulation.CommandLine.Options;
using NeuroAgents.Simulation.CommandLine.Output;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios;
using Spectre.Console;

namespace NeuroAgents.Simulation.CommandLine.Verbs;

/// <summary>The verb <c>list</c>, which prints the scenarios with their settings and learners, and the options of the learners.</summary>
internal static class ListVerb
{
    internal static Command Create(ScenarioCatalogue catalogue)
    {
        Command command = new("list", "List the scenarios with their settings and learners, and the options of the learners.");
        command.SetAction(_ => Execute(catalogue));
        return command;
    }

    private static int Execute(ScenarioCatalogue catalogue)
    {
        IAnsiConsole console = PlainInPipes.Create(Console.Out);
        foreach (Scenario scenario in catalogue.All)
        {
            console.WriteLine($"{scenario.Name}: {scenario.Summary}");
            console.WriteLine($"score: {scenario.ScoreMeaning}");
            if (scenario.RewardMeaning is { } reward)
            {
                console.WriteLine($"reward: {reward}");
            }

            Table table = new() { Border = console.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None };
            table.AddColumns("setting", "default", "meaning", "expects");
            foreach (Setting setting in scenario.Settings)
            {
                table.AddRow(new Text(setting.Name), new Text(setting.Default), new Text(setting.Meaning), new Text(setting.Range));
            }

            console.Write(table);
            console.WriteLine("change a setting with --set NAME=VALUE");
            WriteChanging(console, scenario);
            WriteLearners(console, scenario);
        }

        foreach (string learner in RunOptions.RewardLearners)
        {
            console.WriteLine($"options of {learner}, for --learner-options:");
            Table table = new() { Border = console.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None };
            table.AddColumns("key", "default", "meaning");
            foreach (LearnerOptionDocs option in LearnerOptionDocs.Of(learner))
            {
                table.AddRow(new Text(option.Key), new Text(option.Default), new Text(option.Meaning));
            }

            console.Write(table);
        }

        return ExitCode.Success;
    }

    private static void WriteChanging(IAnsiConsole console, Scenario scenario)
    {
        IEnumerable<string> changing = scenario.Settings.Where(setting => setting.Change != SettingChange.Never).Select(
            setting => $"{setting.Name} ({(setting.Change == SettingChange.BetweenEpisodes ? "each episode" : "all agents at once")})");
        if (changing.Any())
        {
            console.WriteLine($"settings that --curriculum can change: {string.Join(", ", changing)}");
        }
    }

    private static void WriteLearners(IAnsiConsole console, Scenario scenario)
    {
        IEnumerable<string> learners = RunOptions.Learners.Where(learner => scenario.HasRewards || !RunOptions.RewardLearners.Contains(learner)).Select(
            learner => RunOptions.RewardLearners.Contains(learner) ? $"{learner} (profiles {string.Join(", ", LearnerProfile.Names(scenario.Name, learner))})" : learner);
        console.WriteLine($"learners: {string.Join(", ", learners)}");
    }
}
