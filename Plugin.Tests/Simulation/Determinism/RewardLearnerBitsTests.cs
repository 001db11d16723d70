using System.Text.Json.Nodes;
using NeuroAgents.Numerics;
using NeuroAgents.Tests.Simulation.CommandLine;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Determinism;

/// <summary>The same bits of learning from rewards with 512-bit and with 256-bit vectors.</summary>
public sealed class RewardLearnerBitsTests
{
    private const string Adam = """ "optimizer": { "type": "adam", "learning_rate": 0.003 } """;

    [Theory]
    [InlineData("cartpole", "ppo", """{ "type": "ppo", "rollout_rows": 512, "batch_size": 64, """ + Adam + "}")]
    [InlineData("pendulum", "ppo", """{ "type": "ppo", "rollout_rows": 512, "batch_size": 64, """ + Adam + "}")]
    [InlineData("cartpole", "pqn", """{ "type": "pqn", "rollout_rows": 512, "batch_size": 64, """ + Adam + "}")]
    [InlineData("cartpole", "dqn", """{ "type": "dqn", "batch_size": 64, "learn_after": 200, """ + Adam + "}")]
    public void AMachineWithoutAvx512GivesTheSameBits(string scenario, string learner, string options)
    {
        Assert.SkipUnless(Arithmetic.IsFused, "No fused multiply-add in this build or on this machine: the portable path has its own bits.");
        using TemporaryFolder folder = new();
        string[] arguments =
        [
            "run", "--scenario", scenario, "--learner", learner, "--learner-options", folder.Write("options.json", options), "--agents", "16", "--frames", "300", "--seed", "101", "--workers", "1", "--learn-steps", "20", "--json", "-",
        ];
        JsonNode here = SimulationProcess.Run(arguments).Report();
        JsonNode narrow = SimulationProcess.RunWith(new Dictionary<string, string> { ["DOTNET_EnableAVX512"] = "0" }, arguments).Report();
        Assert.True((long)here["learn_steps"]! > 100);
        foreach (string key in (string[])["state_hash", "brain_hash", "learn_steps", "return_mean", "score_trained"])
        {
            Assert.Equal(here[key]?.ToJsonString(), narrow[key]?.ToJsonString());
        }
    }
}
