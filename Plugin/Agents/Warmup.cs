using NeuroAgents.Inference;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.Hosting;

namespace NeuroAgents.Agents;

/// <summary>A warm-up that makes the runtime fully compile a brain's hot methods before the game needs them.</summary>
internal static class Warmup
{
    // .NET counts calls only after no new method was met for 100 ms, and recompiles on a background thread after 30 calls:
    // therefore there are several rounds, each of more than 30 calls, with pauses in between.
    private const int Rounds = 5;
    private const int CallsPerRound = 40;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(110);

    // A larger minibatch calls the same methods more often, so it only takes longer.
    private const int MaxBatchRows = 256;

    // A wide network calls its kernels often in a single step, so fewer steps are enough.
    private const double MaxMillisecondsPerRound = 500;

    internal static void Run(Brain brain, IFrameClock clock)
    {
        // One row more than two blocks, so full tiles, remaining rows and a partial block all occur.
        int rows = 2 * Predictor.BlockRows + 1;
        FrameEvents events = new(new CallGate());
        Brain twin = brain.CreateTwin(rows, events, clock);
        if (twin.Hyperparameters.BatchSize > MaxBatchRows)
        {
            twin.Hyperparameters.BatchSize = MaxBatchRows;
        }

        AgentHandle[] handles = new AgentHandle[rows];
        for (int i = 0; i < rows; i++)
        {
            handles[i] = twin.Spawn();
        }

        // .NET allocates the sorter of a pair of types on its first use, which RowOrder may come to after many frames.
        Array.Sort(new int[2], new int[2]);
        float[] label = new float[twin.Actions.Width];
        for (int round = 0; round < Rounds; round++)
        {
            double end = clock.Milliseconds + MaxMillisecondsPerRound;
            for (int call = 0; call == 0 || call < CallsPerRound && clock.Milliseconds < end; call++)
            {
                Frame(twin, handles, label);
                events.Throw();
            }

            Thread.Sleep(s_pause);
        }
    }

    private static void Frame(Brain twin, AgentHandle[] handles, float[] label)
    {
        Decisions decisions = twin.BeginDecisions(handles);
        for (int i = 0; i < decisions.Count; i++)
        {
            Span<float> observation = decisions.Observation(i);
            for (int column = 0; column < observation.Length; column++)
            {
                ObservationColumn range = twin.Observations.Columns[column];
                observation[column] = (float)(range.Minimum + ((double)range.Maximum - range.Minimum) * (i + 1) / (decisions.Count + 1));
            }
        }

        twin.Decide();
        foreach (AgentHandle handle in handles)
        {
            twin.Teach(handle, label);
        }

        for (int i = 0; i < handles.Length && twin.Transitions.IsTracking; i++)
        {
            twin.Reward(handles[i], 0);
            if (i % 16 == 0)
            {
                twin.EndEpisode(handles[i], i % 32 == 0 ? EpisodeEnd.Terminated : EpisodeEnd.Truncated);
            }
        }

        twin.HandOver();
        if (twin.Hosted.IsReady)
        {
            // A whole step, then one in slices as under a budget.
            twin.Hosted.Advance(StepPart.Rest);
            while (twin.Hosted.IsReady && !twin.Hosted.Advance(StepPart.Slice))
            {
            }
        }

        twin.Hosted.EndFrame(isBudgeted: false);
    }
}
