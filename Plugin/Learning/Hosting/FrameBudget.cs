namespace NeuroAgents.Learning.Hosting;

/// <summary>Spends a frame's learning time: whole minibatches while the next one is likely to fit, brains in turn by the time they had.</summary>
/// <remarks>
/// A step whose time is unknown yet, or longer than a whole budget, is made in slices over as many frames as it takes. Estimates follow the measured times, for each kind of work by itself.
/// Recording rows and publishing the parameters count too. Does not allocate.
/// </remarks>
internal sealed class FrameBudget(IFrameClock clock)
{
    private CostEstimate _publishing;

    /// <summary>Learns for up to some time.</summary>
    /// <param name="learners">Learners of all brains.</param>
    /// <param name="milliseconds">The budget, ms.</param>
    /// <param name="start">When the frame's learning began, ms of the clock; rows are recorded already.</param>
    internal void Spend(List<HostedLearner> learners, double milliseconds, double start)
    {
        BeginFrame(learners);
        double end = start + milliseconds - _publishing.Likely;
        double now = clock.Milliseconds;
        while (Next(learners, end - now, milliseconds) is { } learner)
        {
            Learn(learner, end - now, milliseconds, ref now);
        }

        EndFrame(learners, now);
    }

    /// <summary>Finds the learner that had the least time so far and has a piece of work that is likely to fit.</summary>
    private static HostedLearner? Next(List<HostedLearner> learners, double left, double budget)
    {
        HostedLearner? next = null;
        for (int i = 0; i < learners.Count; i++)
        {
            HostedLearner learner = learners[i];
            if (learner.IsReady && (next is null || learner.Cost.Spent < next.Cost.Spent)
                && learner.Cost.Choose(learner.NextWork, left, budget, learner.IsAmidStep) != LearningPiece.None)
            {
                next = learner;
            }
        }

        return next;
    }

    private void Learn(HostedLearner learner, double left, double budget, ref double now)
    {
        WorkKind kind = learner.NextWork;
        bool isWhole = learner.Cost.Choose(kind, left, budget, learner.IsAmidStep) == LearningPiece.Step;
        bool isFinished = learner.Advance(isWhole ? StepPart.Rest : StepPart.Slice);
        double before = now;
        now = clock.Milliseconds;
        if (learner.HasFailed)
        {
            // It used its share of the time, but does not show how long a step takes.
            learner.Cost.AddFailure(now - before);
        }
        else if (isWhole)
        {
            learner.Cost.AddStep(kind, now - before);
        }
        else
        {
            learner.Cost.AddSlice(kind, now - before, isFinished);
        }
    }

    private static void BeginFrame(List<HostedLearner> learners)
    {
        double least = double.PositiveInfinity;
        for (int i = 0; i < learners.Count; i++)
        {
            HostedLearner learner = learners[i];
            least = learner.IsReady ? Math.Min(least, learner.Cost.Spent) : least;
        }

        for (int i = 0; i < learners.Count; i++)
        {
            HostedLearner learner = learners[i];
            if (!learner.IsReady && !double.IsInfinity(least))
            {
                learner.Cost.Raise(least);
            }

            learner.Cost.BeginFrame();
        }
    }

    private void EndFrame(List<HostedLearner> learners, double now)
    {
        for (int i = 0; i < learners.Count; i++)
        {
            HostedLearner learner = learners[i];
            learner.Cost.EndFrame(learner.IsReady);
            learner.EndFrame(isBudgeted: true);
        }

        _publishing.Add(clock.Milliseconds - now);
    }
}
