namespace NeuroAgents.Learning.Hosting;

/// <summary>A scheduler of a frame's learning time: whole minibatches while the next one is likely to fit, for the brain that had the least time so far.</summary>
/// <remarks>
/// <para>Guarantees: a piece of work of known time starts only if it is likely to fit into the time left, so an overrun is the error of one estimate; brains that are ready get
/// equal time in the long run; a brain that had nothing to learn does not get the missed time later. The next piece of a brain follows from its estimates:</para>
/// <code>
/// time of a step known and within a budget  ─► Step    if it fits into the time left, otherwise nothing in this frame
/// unknown, longer, in slices, or a copy     ─► Slice   if it fits; the step takes as many frames as it needs
/// nothing has fitted in a whole frame       ─► the brain's estimates shrink, so that it is tried again
/// </code>
/// <para>Estimates follow the measured times, separately for each kind of work. Recording rows and publishing parameters count against the budget.
/// <see cref="InlineHost"/> calls it once per frame, on the game's thread. Does not allocate.</para>
/// </remarks>
internal sealed class FrameBudget(IFrameClock clock)
{
    private CostEstimate _publishing;

    /// <summary>Learns until the budget is spent or no work fits.</summary>
    /// <param name="learners">Learners of all brains.</param>
    /// <param name="milliseconds">The budget, ms.</param>
    /// <param name="start">Time at which the frame's learning began, ms of the clock. Rows were recorded since.</param>
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

    /// <summary>Finds the learner with the least time so far among those whose next piece of work is likely to fit.</summary>
    private static HostedLearner? Next(List<HostedLearner> learners, double left, double budget)
    {
        HostedLearner? next = null;
        for (int i = 0; i < learners.Count; i++)
        {
            HostedLearner learner = learners[i];
            if (learner.IsReady && (next is null || learner.Cost.Spent < next.Cost.Spent)
                && learner.Cost.Choose(learner.NextWork, left, budget, learner.IsMidStep) != LearningPiece.None)
            {
                next = learner;
            }
        }

        return next;
    }

    private void Learn(HostedLearner learner, double left, double budget, ref double now)
    {
        WorkKind kind = learner.NextWork;
        bool isWhole = learner.Cost.Choose(kind, left, budget, learner.IsMidStep) == LearningPiece.Step;
        bool isFinished = learner.Advance(isWhole ? StepPart.Rest : StepPart.Slice);
        double before = now;
        now = clock.Milliseconds;
        if (learner.HasFailed)
        {
            // The time counts against the brain's share, but says nothing about the time of a step.
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
        double minSpent = double.PositiveInfinity;
        for (int i = 0; i < learners.Count; i++)
        {
            HostedLearner learner = learners[i];
            minSpent = learner.IsReady ? Math.Min(minSpent, learner.Cost.Spent) : minSpent;
        }

        for (int i = 0; i < learners.Count; i++)
        {
            HostedLearner learner = learners[i];
            if (!learner.IsReady && !double.IsInfinity(minSpent))
            {
                learner.Cost.RaiseSpent(minSpent);
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
