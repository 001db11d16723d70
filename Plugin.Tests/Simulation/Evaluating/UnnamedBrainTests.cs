using NeuroAgents.Agents;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Evaluating;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Evaluating;

public sealed class UnnamedBrainTests
{
    /// <summary>The model takes raw observations, and the scenario's brain scales them by its ranges.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OtherRangesChangeNoDecision(bool hasHidden)
    {
        using NeuroPlugin plugin = new(new PluginOptions { Workers = 1 });
        int[] hidden = hasHidden ? [9] : [];
        Brain imported = plugin.AddBrain("model", new BrainOptions
        {
            Observations = new ObservationSpec().Add("input.0", -1, 1).Add("input.1", -1, 1), Actions = ActionSpec.Continuous("output.0"), Hidden = hidden, Learner = null,
        });
        Brain car = plugin.AddBrain("cars", new BrainOptions
        {
            Observations = new ObservationSpec().Add("position", -1.2f, 0.6f).Add("velocity", -0.07f, 0.05f), Actions = ActionSpec.Continuous("force"), Hidden = hidden, Learner = null,
        });
        SavedBrain saved = SavedBrain.Read(imported.ToArchive());
        Assert.True(UnnamedBrain.Is(saved));
        Assert.False(UnnamedBrain.Is(SavedBrain.Read(car.ToArchive())));
        Assert.True(car.Load(UnnamedBrain.NamedAs(saved, car)).IsSameSchema);
        (float[] expected, float[] received) = (Decide(imported), Decide(car));
        Assert.True(expected.Distinct().Count() > 10);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.Equal(expected[row], received[row], 1e-5f);
        }
    }

    private static float[] Decide(Brain brain)
    {
        AgentHandle[] agents = [.. Enumerable.Range(0, 50).Select(_ => brain.Spawn())];
        Decisions decisions = brain.BeginDecisions(agents);
        RandomSource random = new(1, 1);
        for (int row = 0; row < agents.Length; row++)
        {
            (decisions.Observation(row)[0], decisions.Observation(row)[1]) = (random.Uniform((ulong)row, 0, -1.2f, 0.6f), random.Uniform((ulong)row, 1, -0.07f, 0.07f));
        }

        brain.Decide();
        return [.. agents.Select(agent => brain.Action(agent)[0])];
    }
}
