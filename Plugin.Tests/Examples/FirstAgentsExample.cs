using NeuroAgents.Agents;

namespace NeuroAgents.Tests.Examples;

internal static class FirstAgentsExample
{
    /// <summary>Plays the README's game and returns the losses of its first and its last frame.</summary>
    internal static (float First, float Last) Play(int frames)
    {
        NeuroPlugin plugin = new(new PluginOptions { Seed = 7 });
        Brain brain = plugin.AddBrain("guards", new BrainOptions
        {
            Observations = new ObservationSpec().Add("player.x", -10, 10).Add("player.y", -10, 10),    // names and ranges
            Actions = ActionSpec.Continuous("walk.x", "walk.y"),                                       // each from -1 to 1
        });
        Guard[] guards = [.. Enumerable.Range(0, 300).Select(i => new Guard(i))];    // the game's own objects
        AgentHandle[] agents = [.. guards.Select(_ => brain.Spawn())];
        plugin.Awake();    // compiles every kernel, so the first frame is as fast as later ones

        void FixedUpdate(float deltaTime)    // at each fixed step of the game
        {
            plugin.FixedUpdate(deltaTime);
            Decisions decisions = brain.BeginDecisions(agents);
            for (int i = 0; i < agents.Length; i++)
            {
                guards[i].Observe(decisions.Observation(i));    // writes the guard's observation into its row
            }

            brain.Decide();    // one batch for all agents
            Span<float> expert = stackalloc float[2];
            for (int i = 0; i < agents.Length; i++)
            {
                guards[i].Demonstrate(expert);    // what a teacher would do here
                brain.Teach(agents[i], expert);
                guards[i].Walk(decisions.Action(i), deltaTime);
            }
        }

        void LateUpdate() => plugin.LateUpdate();    // once a frame: learns, and publishes the new weights

        float first = float.NaN;
        for (int frame = 0; frame < frames; frame++)
        {
            FixedUpdate(1f / 60);
            LateUpdate();
            first = float.IsNaN(first) ? brain.Statistics.LastLoss : first;
        }

        plugin.OnDestroy();
        return (first, brain.Statistics.LastLoss);
    }
}
