using NeuroAgents.Learning;
using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Tests.Support;

/// <summary>Short calls of a learner without a brain.</summary>
internal static class LearnerCalls
{
    /// <summary>Records one labelled row.</summary>
    internal static void Record(this ILearner learner, float[] observation, float[] label) => learner.Record(new OneRow { Observation = observation, Label = label });

    /// <summary>Runs a whole step.</summary>
    internal static LearningStep Step(this ILearner learner)
    {
        learner.Advance(StepPart.Rest, out LearningStep step);
        return step;
    }

    /// <summary>A batch of one row.</summary>
    internal sealed class OneRow : IExperienceBatch
    {
        public required float[] Observation { get; init; }

        public required float[] Label { get; init; }

        public int Count => 1;

        public ulong Agent(int row) => 0;

        public ReadOnlySpan<float> Values(ExperienceColumn column, int row) => column switch
        {
            ExperienceColumn.Observation => Observation,
            ExperienceColumn.Label => Label,
            _ => default,
        };
    }
}
