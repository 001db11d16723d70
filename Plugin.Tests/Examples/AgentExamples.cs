using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Learning.Imitation;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Learning.SelfPlay;
using NeuroAgents.Serialization;

namespace NeuroAgents.Tests.Examples;

/// <summary>The examples in the reference documentation of Plugin/Agents.</summary>
internal static class AgentExamples
{
    /// <summary>Runs one frame of a plugin. Returns the number of its fixed steps.</summary>
    internal static long RunPlugin()
    {
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 7 });
        Brain guards = plugin.AddBrain("guards", new BrainOptions
        {
            Observations = new ObservationSpec().Add("player.x", -10, 10).Add("player.y", -10, 10),
            Actions = ActionSpec.Continuous("walk.x", "walk.y"),
        });
        plugin.Awake();                 // once, after all brains were added
        plugin.FixedUpdate(1f / 60);    // at each fixed step, before the brains decide
        plugin.LateUpdate();            // once a frame: learns, and publishes new weights
        return guards.AgentCount == 0 ? plugin.Step : -1;
    }

    internal static void Decide(Brain brain, AgentHandle[] agents)
    {
        Decisions decisions = brain.BeginDecisions(agents);
        for (int i = 0; i < decisions.Count; i++) { Sense(agents[i], decisions.Observation(i)); }

        brain.Decide();
        for (int i = 0; i < decisions.Count; i++)
        {
            Act(agents[i], decisions.Action(i));
            brain.Teach(agents[i], Teacher(agents[i]));
        }
    }

    internal static void Mask(Decisions decisions, int i, int arrows)
    {
        decisions.Mask(i).Allow(branch: 0, choice: 1, arrows > 0);
    }

    internal static BrainOptions CreateBrainOptions()
    {
        BrainOptions options = new()
        {
            Observations = new ObservationSpec().Add("health", 0, 100),
            Actions = ActionSpec.Continuous("speed"),
            Hidden = [32, 32],
            Learner = new ImitationOptions { BatchSize = 128 },
        };
        return options;
    }

    /// <summary>Records one game. Returns red's rating.</summary>
    internal static double PlayLeague(NeuroPlugin plugin, bool hasRedWon)
    {
        BrainOptions options = CreateBrainOptions() with { Learner = new ProximalPolicyOptions() };
        Brain red = plugin.AddBrain("red", options), blue = plugin.AddBrain("blue", options with { IsFrozen = true });
        League league = plugin.AddLeague(red, blue, new SelfPlayOptions { Window = 20 });
        // Agents of both brains decide, and red's earn rewards, as without a league. After each game:
        league.RecordGame(scoreOfFirst: hasRedWon ? 1 : 0);
        return league.EloOf(red);
    }

    internal static PluginOptions CreatePluginOptions()
    {
        PluginOptions options = new() { Seed = 7, Workers = 4, LearnMode = LearnMode.Background };
        return options;
    }

    internal static BrainOptions ReadOptions(string text)
    {
        BrainOptions options = StrictJson.Read(text, OptionsJson.Brain, "guards.json");
        return options;
    }

    internal static ActionSpec CreateActions()
    {
        ActionSpec actions = ActionSpec.Continuous("turn", "thrust").AndDiscrete(new ActionBranch("weapon", "none", "bow", "sword"));
        return actions;
    }

    internal static (ObservationSpec Observations, ObservationSpec WithMemory) CreateObservations()
    {
        ObservationSpec observations = new ObservationSpec().Add("health", 0, 100).Add("enemy.distance", 0, 50);
        ObservationSpec withMemory = new ObservationSpec().Add("enemy.distance", 0, 50).Stack(4);    // the last four distances
        return (observations, withMemory);
    }

    internal static void RecordHands(Brain brain)
    {
        brain.Recording = new Demonstrations(brain.Observations, brain.Actions, DemonstrationSource.Hands, capacity: 100_000);
        // Frames in which a player steers an agent: brain.Acted(agent, action), brain.Reward(agent, reward).
        brain.Recording.Save("player.demonstrations");

        // In a later game:
        brain.Teach(Demonstrations.Load("player.demonstrations"));
    }

    internal static Brain LoadBrain(NeuroPlugin plugin)
    {
        SavedBrain saved = SavedBrain.Load("guards.brain");
        Brain guards = plugin.AddBrain(saved.Name, saved.Options with { Learner = null });    // decides, learns nothing
        guards.Load(saved);
        return guards;
    }

    private static void Sense(AgentHandle agent, Span<float> observation) => observation.Fill(agent.Slot);

    private static void Act(AgentHandle agent, ReadOnlySpan<float> action) => ArgumentOutOfRangeException.ThrowIfLessThan(action.Length, agent.Brain);

    private static float[] Teacher(AgentHandle agent) => [agent.Slot % 2];
}
