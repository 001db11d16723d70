using NeuroAgents.Models;
using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Scenarios.Separate;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Tests.Simulation.Support;
using NeuroAgents.Tests.Support;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Scenarios.Separate;

public sealed class HeldOutTests
{
    /// <summary>The mean cross-entropy and the share of right answers over the held-out points, by textbook loops in float64, for each kind of normalization.</summary>
    [Theory]
    [InlineData("range")]
    [InlineData("running")]
    public void TheLossIsThatOfTheBrainAsItDecides(string normalization)
    {
        RunOptions options = SeparateRun.Options(4, "problem=spiral", $"normalization={normalization}", "noise=0.1", "hidden=8,8") with { Agents = 200 };
        using SimulationRun run = options.Play(200);

        SeparateOptions separate = new(new SettingValues(ScenarioCatalogue.Standard.Find("separate").Settings, options.Set));
        RandomSource random = new(options.Seed, SeparateStreams.HeldOut);
        Brain brain = run.Session.Brain;
        const int Points = 4000;
        double[,] inputs = new double[Points, 2];
        Span<float> place = stackalloc float[2];
        for (int i = 0; i < Points; i++)
        {
            Position position = Plane.FromUnit(separate.Problem.Draw(random, (ulong)i, i % 2));
            Plane.Observe(position, place);
            for (int column = 0; column < 2; column++)
            {
                inputs[i, column] = Normalize(place[column], column, brain.Moments);
            }
        }

        double[,] logits = NaiveNetwork.From(brain.Policy, brain.Published.Network(NetworkNames.Policy)).Forward(inputs);
        double loss = 0, right = 0;
        for (int i = 0; i < Points; i++)
        {
            int label = separate.DrawLabel(i % 2, random.Stream(1), (ulong)i, 0);
            loss += Math.Log(1 + Math.Exp(logits[i, 1 - label] - logits[i, label])) / Points;
            right += (logits[i, 1] > logits[i, 0] ? 1 : 0) == i % 2 ? 1.0 / Points : 0;
        }

        HeldOutRecord heldOut = run.Session.Feature<IHeldOutValidation>()!.Record;
        Assert.Equal(199, heldOut.Frame);
        Assert.Equal(loss, heldOut.Loss, 1e-5);
        Assert.Equal(right, heldOut.Accuracy, 1e-3);
    }

    /// <summary>Maps a coordinate from the range 0 to the side to −1 to 1, then standardises it if there are moments.</summary>
    private static double Normalize(double metres, int column, RunningMoments? moments)
    {
        double value = 2 * metres / Plane.Side - 1;
        return moments is null ? value : (value - moments.Mean(column)) / Math.Sqrt(moments.Variance(column));
    }
}
