using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Serialization;

namespace NeuroAgents.Tests.Examples;

/// <summary>Options from JSON, a saved brain and a saved game.</summary>
internal static class SavedBrainExample
{
    internal static BrainOptions ReadOptions(string json)
    {
        BrainOptions options = StrictJson.Read(json, OptionsJson.Brain, "guards.json");
        options.Observations.Add("player.x", -10, 10).Add("player.y", -10, 10);    // the game sets observations and actions
        options.Actions = ActionSpec.Continuous("walk.x", "walk.y");
        return options;
    }

    /// <summary>A brain from a file, which decides and does not learn.</summary>
    internal static Brain Open(NeuroPlugin plugin, string path)
    {
        SavedBrain saved = SavedBrain.Load(path);
        Brain guards = plugin.AddBrain(saved.Name, saved.Options with { Learner = null });    // decides and learns nothing
        BrainLoadReport report = guards.Load(saved);
        return report.IsSameSchema ? guards : throw new InvalidOperationException(report.ToString());
    }

    internal static void SaveGame(NeuroPlugin plugin, AgentHandle[] agents, int[] health, string path)
    {
        using TensorArchive archive = new();
        plugin.Save(archive);    // brains, agents and experience
        archive.Add<ulong>("game/agents", [agents.Length], [.. agents.Select(agent => agent.Id)]);
        archive.Add<int>("game/health", [health.Length], health);    // a value of the game's own per agent
        archive.Metadata["format"] = "guard-game.1";
        archive.Seal();    // a fingerprint, so loading detects a damaged file
        archive.Save(path, generations: 3);
    }

    internal static void LoadGame(NeuroPlugin plugin, Brain brain, out AgentHandle[] agents, out int[] health, string path)
    {
        using TensorArchive archive = TensorArchive.LoadNewest(path, "guard-game.1");
        plugin.Load(archive);
        agents = [.. archive.Get<ulong>("game/agents", [brain.AgentCount]).Select(brain.FindAgent)];
        health = archive.Get<int>("game/health", [brain.AgentCount]);
    }
}
