using System.Text.Json.Nodes;
using NeuroAgents.Agents.Checkpoints;
using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Simulation.CommandLine;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Saving;

/// <summary>Saved games and brains that earlier versions wrote: they load, and the runs continue with the bits of those versions.</summary>
/// <remarks>The files are from version 0.1.0, before the learning pipeline was rebuilt: 24 agents, 40 frames, seed 5, one hidden layer of 16, minibatches of 64.</remarks>
public sealed class EarlierFilesTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Reference", "Saved");

    [Theory]
    [InlineData("forage", "e093836cf76a6dba", "d4bd7ffd1350ce81")]
    [InlineData("forage-lockstep", "69d82349773afbbe", "4fd75761bd9e0318")]
    [InlineData("flock", "ec3074b39be6b33f", "8a9718f11efdde26")]
    [InlineData("pursuit", "9d895eb20a9d32f1", "838dc9ac04c23d11")]
    [InlineData("separate", "f0f5e7b4f1caf698", "ca2f8bdf8343320d")]
    public void ASavedGameContinuesWithTheSameBits(string name, string state, string brain)
    {
        RequireFma();
        ProcessResult result = SimulationProcess.Run("run", "--resume", Path.Combine(s_folder, $"{name}.run"), "--frames", "60", "--json", "-");
        JsonNode report = result.Report();
        Assert.Equal((state, brain), ((string?)report["state_hash"], (string?)report["brain_hash"]));
    }

    [Theory]
    [InlineData("forage", "3fc709b8fe18c194", "0ac8bbd42bcc2130")]
    [InlineData("forage-lockstep", "1b1a486c6113d3d3", "471a5ab6efefc650")]
    [InlineData("flock", "53ef8f893721384c", "22ee303f14f5f9c2")]
    [InlineData("pursuit-evaders", "2b3c0f767d37dfb7", "997e3ca47160b71c")]
    [InlineData("pursuit-pursuers", "3b37a7448df2deee", "ce2270d9a7d07ce3")]
    [InlineData("separate", "20db02e8506d4735", "7827619e317cea41")]
    public void ASavedBrainDecidesAndLearnsWithTheSameBits(string name, string decided, string learned)
    {
        RequireFma();
        SavedBrain saved = SavedBrain.Load(Path.Combine(s_folder, $"{name}.brain"));
        using NeuroPlugin plugin = new(new PluginOptions { Seed = 9, Workers = 1 });
        Brain brain = plugin.AddBrain(saved.Name, saved.Options);
        brain.Load(saved);
        AgentHandle[] agents = [.. Enumerable.Range(0, 32).Select(_ => brain.Spawn())];
        ulong actions = Fnv.Start;
        for (int frame = 0; frame < 20; frame++)
        {
            plugin.FixedUpdate(1 / 60f);
            Decisions decisions = brain.BeginDecisions(agents);
            for (int row = 0; row < decisions.Count; row++)
            {
                Observe(brain, decisions.Observation(row), (ulong)row, (ulong)frame);
            }

            brain.Decide();
            for (int row = 0; row < decisions.Count; row++)
            {
                actions = Fnv.Add(actions, decisions.Action(row));
            }

            // The agents are taught each other's actions.
            for (int row = 0; row < decisions.Count; row++)
            {
                brain.Teach(agents[row], decisions.Action((row + 1) % decisions.Count));
            }

            plugin.LateUpdate();
        }

        Assert.True(brain.Statistics.LearnSteps > saved.LearnSteps);
        ulong weights = Fnv.Hash(brain.Parameters.Values);
        Assert.Equal((decided, learned), (actions.ToString("x16"), weights.ToString("x16")));
    }

    private static void Observe(Brain brain, Span<float> observation, ulong row, ulong frame)
    {
        RandomSource random = new(3, frame);
        for (int column = 0; column < observation.Length; column++)
        {
            ObservationColumn range = brain.Observations.Columns[column];
            observation[column] = range.Minimum + (range.Maximum - range.Minimum) * random.Uniform((ulong)column, row);
        }
    }

    private static void RequireFma() => Assert.SkipUnless(Arithmetic.IsFused, "No fused multiply-add in this build or on this machine: the portable path has bits of its own.");
}
