using NeuroAgents.Agents;
using NeuroAgents.Learning.ProximalPolicy;

namespace NeuroAgents.Tests.Examples;

internal static class WarmStartExample
{
    internal static Brain LearnOn(NeuroPlugin plugin, Brain taught, BrainOptions options, AgentHandle[] agents)
    {
        Brain guards = plugin.AddBrain("guards on rewards", options with
        {
            Learner = new ProximalPolicyOptions
            {
                InitialLogSigma = -1.5f,     // explore near the taught actions: σ = 0.22
                CriticWarmupUpdates = 10,    // at first only the value network learns
                Leash = new LeashOptions { Coefficient = 0.5f, FadeUpdates = 100 },    // stay near the taught policy, less and less
            },
        });
        guards.Weights.CopyFrom(taught);    // acts as the taught brain does
        for (int i = 0; i < agents.Length; i++)
        {
            taught.Despawn(agents[i]);
            agents[i] = guards.Spawn();
        }

        return guards;
    }
}
