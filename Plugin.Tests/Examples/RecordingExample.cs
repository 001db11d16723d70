using NeuroAgents.Agents;

namespace NeuroAgents.Tests.Examples;

/// <summary>The samples of the page on recordings and memory.</summary>
internal static class RecordingExample
{
    internal static void Record(Brain brain, string path, Action playAFrame)
    {
        brain.Recording = new Demonstrations(brain.Observations, brain.Actions, DemonstrationSource.Hands, capacity: 100_000);
        while (brain.Recording.Count < 1000)
        {
            playAFrame();    // steers an agent by hand: brain.Acted(agent, action), brain.Reward(agent, reward)
        }

        brain.Recording.Save(path);
        brain.Recording = null;
    }

    internal static void Learn(Brain brain, string path)
    {
        brain.Teach(Demonstrations.Load(path));
    }

    internal static ObservationSpec Remember()
    {
        ObservationSpec observations = new ObservationSpec().Add("ball.x", -1, 1).Add("ball.y", -1, 1).Stack(4);
        return observations;
    }
}
