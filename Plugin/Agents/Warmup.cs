using NeuroAgents.Inference;

namespace NeuroAgents.Agents;

/// <summary>Makes the runtime compile a brain's hot methods fully before the game needs them.</summary>
internal static class Warmup
{
    // .NET counts calls only after no new method was met for 100 ms, and recompiles on a background thread after 30 calls:
    // so several rounds, each of more than 30 calls, with rests in between.
    private const int Rounds = 5;
    private const int CallsPerRound = 40;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(110);

    internal static void Run(Brain brain)
    {
        // One row more than two blocks: full tiles, rest rows and a partial block are all met.
        int rows = 2 * Predictor.BlockRows + 1;
        Brain twin = brain.CreateTwin(rows);
        AgentHandle[] handles = new AgentHandle[rows];
        for (int i = 0; i < rows; i++)
        {
            handles[i] = twin.Spawn();
        }

        float[] label = new float[twin.Actions.Width];
        for (int round = 0; round < Rounds; round++)
        {
            for (int call = 0; call < CallsPerRound; call++)
            {
                Frame(twin, handles, label);
            }

            Thread.Sleep(Rest);
        }
    }

    private static void Frame(Brain twin, AgentHandle[] handles, float[] label)
    {
        Decisions decisions = twin.BeginDecisions(handles);
        for (int i = 0; i < decisions.Count; i++)
        {
            for (int column = 0; column < twin.Observations.Width; column++)
            {
                ObservationColumn range = twin.Observations.Columns[column];
                decisions.Observation(i)[column] = range.Minimum + (range.Maximum - range.Minimum) * (i + 1) / (decisions.Count + 1);
            }
        }

        twin.Decide();
        foreach (AgentHandle handle in handles)
        {
            twin.Teach(handle, label);
        }

        twin.RecordTaught();
        if (twin.Learning.IsReady)
        {
            // Whole and in slices, as a budget may ask for.
            twin.Learning.Step();
            while (!twin.Learning.Advance())
            {
            }
        }

        twin.Learning.Publish();
    }
}
