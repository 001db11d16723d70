using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Learning.Hosting;

/// <summary>A host that learns on the game's thread within the frame: a number of minibatches per brain, or as many as fit into a budget.</summary>
internal sealed class InlineHost(CallGate calls, IFrameClock clock) : LearningHost(calls)
{
    private readonly FrameBudget _budget = new(clock);

    private protected override void RecordRows(HostedLearner learner, IExperienceBatch batch) => learner.Record(batch);

    internal override void OnFrameBoundary(in FrameQuota quota)
    {
        if (quota.BudgetMilliseconds is { } budget)
        {
            _budget.Spend(Learners, budget, quota.Start);
            return;
        }

        foreach (HostedLearner learner in Learners)
        {
            learner.FinishCopy();
            for (int step = 0; step < quota.Steps && learner.IsReady; step++)
            {
                learner.Advance(StepPart.Rest);
            }

            learner.EndFrame(isBudgeted: false);
        }
    }

    public override void Dispose()
    {
    }
}
