using NeuroAgents.Agents;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Tests.Simulation.CommandLine;
using Xunit;

namespace NeuroAgents.Tests.Simulation.Engine;

/// <summary>Listeners that throw. The simulation's frame is complete before they run, and a finished save is not reported as failed.</summary>
public sealed class ThrowingListenerTests
{
    private static readonly RunOptions s_options = new() { Scenario = "pursuit", Agents = 40, Seed = 3, Workers = 1 };

    /// <summary>The plugin's step used to be counted and the frame was not, so the next frame had the same number and random draws.</summary>
    [Fact]
    public void AFrameWhoseHandlerThrowsCounts()
    {
        using SimulationRun heard = new(s_options, Driver.Brain, isLabelled: true), unheard = new(s_options, Driver.Brain, isLabelled: true);
        heard.Session.Kinds[0].Brain.Guarded += _ => throw new IOException("log is full");
        int thrown = 0;
        foreach (SimulationRun run in (SimulationRun[])[heard, unheard])
        {
            for (int frame = 0; frame < 20; frame++)
            {
                if (frame == 7)
                {
                    Brain brain = run.Session.Kinds[0].Brain;
                    float[] observation = new float[brain.Observations.Width];
                    observation[0] = float.NaN;
                    brain.Teach(observation, new float[brain.Actions.Width]);
                }

                thrown += Record.Exception(run.Frame.Run) is IOException ? 1 : 0;
                Assert.Equal((frame + 1, run.Plugin.Step), (run.Frame.Number, run.Frame.Number));
            }
        }

        Assert.Equal(1, thrown);
        Assert.Equal((unheard.StateHash(), unheard.BrainHash()), (heard.StateHash(), heard.BrainHash()));
    }

    /// <summary>The console was closed. The brains after the first used to stay unsaved, and the save was reported as failed.</summary>
    [Fact]
    public void ASaveIsNotFailedWhenItsReportFails()
    {
        using TemporaryFolder folder = new();
        using SimulationRun run = new(s_options, Driver.Brain, isLabelled: true);
        SaveOptions save = new() { Run = folder["a.run"], Brain = folder["a.brain"] };
        RunSaver saver = new(s_options, save, _ => throw new IOException("pipe is closed"));
        Assert.Equal("pipe is closed", Assert.Throws<IOException>(() => saver.Save(run)).Message);
        Assert.Null(saver.Failure);
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
    }
}
