using System.Text.Json.Nodes;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Models;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Tests.Simulation.CommandLine;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Engine;

/// <summary>Runs whose brains imitate before they learn by rewards.</summary>
public sealed class WarmStartTests
{
    private static readonly RunOptions s_options = new() { Scenario = "pendulum", Agents = 16, Learner = RunOptions.Ppo, Profile = "warm", WarmUpFrames = 100, Workers = 1 };

    /// <summary>The run begins in its first world, with the weights that imitation has after the warm-up frames.</summary>
    [Fact]
    public void ARunBeginsWithWhatImitationLearned()
    {
        using SimulationRun warm = WarmStart.Begin(s_options), cold = WarmStart.Begin(Copy(options => options.WarmUpFrames = 0)), other = WarmStart.Begin(Copy(options => options.WarmUpFrames = 101));
        Assert.Equal(0, warm.Frame.Number);
        Assert.Equal(cold.StateHash(), warm.StateHash());
        float[] policy = warm.Session.Brain.Parameters.Network(NetworkNames.Policy).ToArray();
        Assert.NotEqual(cold.Session.Brain.Parameters.Network(NetworkNames.Policy).ToArray(), policy);
        Assert.NotEqual(other.BrainHash(), warm.BrainHash());
        Assert.Equal(policy, warm.Session.Brain.Parameters.Network(ProximalPolicyOptions.ReferenceNetwork).ToArray());
        Assert.Equal(WarmStart.Begin(Copy(options => options.Workers = 2)).BrainHash(), warm.BrainHash());

        static RunOptions Copy(Action<RunOptions> change)
        {
            RunOptions copy = s_options.Copy();
            change(copy);
            return copy;
        }
    }

    /// <summary>The teacher swings up, so a brain that imitated it scores far above an untrained one before PPO has learned anything.</summary>
    [Fact]
    public void AWarmRunScoresAtOnceAndResumesWithTheSameBits()
    {
        using TemporaryFolder folder = new();
        string[] world = ["--scenario", "pendulum", "--learner", "ppo", "--profile", "warm", "--agents", "64", "--workers", "1"];
        JsonNode report = SimulationProcess.Run(["run", .. world, "--warm-up-frames", "600", "--frames", "20", "--json", "-"]).Report();
        Assert.True((double)report["score_trained"]! > (double)report["score_untrained"]! + 300, report.ToJsonString());
        SimulationProcess.Run(["run", .. world, "--warm-up-frames", "60", "--frames", "12", "--save", folder["run"], "--json", "-"]).Report();
        JsonNode resumed = SimulationProcess.Run(["run", "--resume", folder["run"], "--frames", "8", "--json", "-"]).Report();
        JsonNode straight = SimulationProcess.Run(["run", .. world, "--warm-up-frames", "60", "--frames", "20", "--json", "-"]).Report();
        Assert.Equal((string)straight["brain_hash"]!, (string)resumed["brain_hash"]!);
        Assert.Equal((string)straight["state_hash"]!, (string)resumed["state_hash"]!);
    }
}
