namespace NeuroAgents.Agents;

/// <summary>Spends a frame's learning time: whole minibatches while the next one is likely to fit, brains in turn by the time they had.</summary>
/// <remarks>
/// A step whose time is unknown yet, or longer than a whole budget, is made in slices over as many frames as it takes. What is likely follows the measured
/// times. Recording what was taught and publishing the weights count too. Does not allocate.
/// </remarks>
internal sealed class FrameBudget(IFrameClock clock)
{
    private CostEstimate _publishing;

    /// <summary>Learns for up to some time.</summary>
    /// <param name="brains">All brains.</param>
    /// <param name="milliseconds">The budget, ms.</param>
    /// <param name="start">When the frame's learning began, ms of the clock; recording is done already.</param>
    /// <returns>Number of minibatches.</returns>
    internal int Spend(IReadOnlyList<Brain> brains, double milliseconds, double start)
    {
        BeginFrame(brains);
        double end = start + milliseconds - _publishing.Likely;
        int steps = 0;
        double now = clock.Milliseconds;
        while (Next(brains, end - now, milliseconds) is { } learning)
        {
            steps += Learn(learning, end - now, milliseconds, ref now) ? 1 : 0;
        }

        EndFrame(brains, now);
        return steps;
    }

    private static BrainLearning? Next(IReadOnlyList<Brain> brains, double left, double budget)
    {
        BrainLearning? next = null;
        for (int i = 0; i < brains.Count; i++)
        {
            BrainLearning learning = brains[i].Learning;
            if (learning.IsReady && (next is null || learning.Cost.Spent < next.Cost.Spent)
                && learning.Cost.Choose(left, budget, learning.IsAmidStep) != LearningPiece.None)
            {
                next = learning;
            }
        }

        return next;
    }

    private bool Learn(BrainLearning learning, double left, double budget, ref double now)
    {
        bool isWhole = learning.Cost.Choose(left, budget, learning.IsAmidStep) == LearningPiece.Step, isFinished = true;
        if (isWhole)
        {
            learning.Step();
        }
        else
        {
            isFinished = learning.Advance();
        }

        double before = now;
        now = clock.Milliseconds;
        if (learning.HasFailed)
        {
            // It used its share of the time, but does not show how long a step takes.
            learning.Cost.AddFailure(now - before);
            return false;
        }

        if (isWhole)
        {
            learning.Cost.AddStep(now - before);
        }
        else
        {
            learning.Cost.AddSlice(now - before, isFinished);
        }

        return isFinished;
    }

    private static void BeginFrame(IReadOnlyList<Brain> brains)
    {
        double least = double.PositiveInfinity;
        for (int i = 0; i < brains.Count; i++)
        {
            BrainLearning learning = brains[i].Learning;
            least = learning.IsReady ? Math.Min(least, learning.Cost.Spent) : least;
        }

        for (int i = 0; i < brains.Count; i++)
        {
            BrainLearning learning = brains[i].Learning;
            if (!learning.IsReady && !double.IsInfinity(least))
            {
                learning.Cost.Raise(least);
            }

            learning.Cost.BeginFrame();
        }
    }

    private void EndFrame(IReadOnlyList<Brain> brains, double now)
    {
        for (int i = 0; i < brains.Count; i++)
        {
            BrainLearning learning = brains[i].Learning;
            learning.Cost.EndFrame(learning.IsReady);
            learning.Publish();
        }

        _publishing.Add(clock.Milliseconds - now);
    }
}
