using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Scenarios.Control;

namespace NeuroAgents.Tests.Simulation.Scenarios.Control;

/// <summary>Control tasks played without a world.</summary>
internal static class PlayedTask
{
    private static readonly RandomSource s_starts = new(seed: 7, stream: 1), s_actions = new(seed: 7, stream: 2);

    /// <summary>Plays a fixed list of actions from a state. Returns the sum of rewards and whether the last state, and no other, is terminal.</summary>
    internal static (double Return, bool IsTerminated) Run(IControlTask task, float[] state, IEnumerable<float> actions)
    {
        double sum = 0;
        bool isTerminated = false;
        foreach (float action in actions)
        {
            Xunit.Assert.False(isTerminated);
            task.Step(state, [action], out float reward, out isTerminated);
            sum += reward;
        }

        return (sum, isTerminated);
    }

    /// <summary>Plays episodes by the task's script, or by random actions, and returns their returns.</summary>
    internal static double[] Episodes(IControlTask task, bool isScripted, int episodes)
        => [.. Enumerable.Range(0, episodes).Select(episode => Episode(task, isScripted, (ulong)episode))];

    private static double Episode(IControlTask task, bool isScripted, ulong episode)
    {
        ActionSpec actions = task.CreateActions();
        float[] state = new float[task.StateWidth], observation = new float[task.CreateObservations().Width], action = new float[actions.Width];
        task.Start(s_starts, agent: 3, episode, state);
        double sum = 0;
        bool isTerminated = false;
        for (int step = 0; step < task.TimeLimit && !isTerminated; step++)
        {
            task.Observe(state, observation);
            if (isScripted)
            {
                task.Act(0, observation, action);
            }
            else
            {
                DrawAction(actions, action, episode * 1000 + (ulong)step);
            }

            task.Step(state, action, out float reward, out isTerminated);
            sum += reward;
        }

        return sum;
    }

    private static void DrawAction(ActionSpec actions, Span<float> action, ulong step)
    {
        for (int i = 0; i < action.Length; i++)
        {
            action[i] = actions.BranchAt(i) is { } branch ? s_actions.Below(branch.Choices.Count, (ulong)i, step) : s_actions.Uniform((ulong)i, step, -1, 1);
        }
    }
}
