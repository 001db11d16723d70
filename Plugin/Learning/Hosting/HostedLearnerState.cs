using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.Hosting;

/// <summary>State of a hosted learner in a saved game: its <see cref="LearningGates"/>, and the results that are not published yet.</summary>
/// <remarks>Used between frames, while no job runs. Allocates.</remarks>
internal sealed class HostedLearnerState(HostedLearner learner)
{
    private const string PublishedKey = "learning/published";
    private const string DrawnKey = "learning/drawn";
    private const string WaitingPrefix = "learning/waiting/";

    /// <summary>Published parameters, if newer ones exist; missing otherwise.</summary>
    private const string UnpublishedKey = "learning/unpublished";

    /// <summary>Published parameters while a step in progress has already changed others; missing otherwise.</summary>
    private const string HeldKey = "learning/held";

    /// <summary>Present while rows are not recorded.</summary>
    private const string ClosedKey = "learning/closed";

    /// <summary>Number of the deciding policy; missing if the learner does not need it.</summary>
    private const string PolicyVersionKey = "learning/policy_version";

    /// <summary>Adds the <see cref="LearningGates"/> and, in the background, the published parameters and the jobs that wait to be published.</summary>
    internal void Save(TensorArchive archive, ReadOnlySpan<int> waitingJobs)
    {
        (ParameterPublisher publisher, LearningGates gates) = (learner.Publisher, learner.Gates);
        archive.AddCount(DrawnKey, gates.Drawn);
        if (gates.IsPublishDue || publisher.IsCopying || publisher.IsCopied)
        {
            publisher.Published.Save(archive, UnpublishedKey);
        }
        else if (learner.Jobs.Count == 0 && !learner.IsPublished)
        {
            publisher.Published.Save(archive, HeldKey);
        }

        if (!gates.IsIntakeOpen)
        {
            archive.AddScalar(ClosedKey, 1);
        }

        if (learner.Wants(Experience.ExperienceColumn.Reward))
        {
            archive.AddCount(PolicyVersionKey, publisher.PolicyVersion);
        }

        if (learner.Jobs.Count == 0)
        {
            return;
        }

        publisher.Published.Save(archive, PublishedKey);
        for (int i = 0; i < waitingJobs.Length; i++)
        {
            learner.Jobs[waitingJobs[i]].Save(archive, Prefix(i));
        }
    }

    /// <summary>Loads the state that <see cref="Save"/> added.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="waiting">Number of jobs that go on waiting to be published; null to publish everything that was learned.</param>
    internal void Load(TensorArchive archive, int? waiting)
    {
        bool isPublishDue = archive.TryFind(UnpublishedKey, out _);
        learner.Gates = new LearningGates(archive.GetCount(DrawnKey), isPublishDue, !archive.TryFind(ClosedKey, out _));
        if (waiting is null)
        {
            CountWaiting(archive);
            if (isPublishDue)
            {
                learner.Publisher.Load(archive, UnpublishedKey);
            }
            else if (archive.TryFind(HeldKey, out _))
            {
                learner.Publisher.Load(archive, HeldKey);
            }
        }
        else
        {
            learner.Publisher.Load(archive, PublishedKey);
            for (int i = 0; i < waiting; i++)
            {
                learner.Jobs[i].Load(archive, Prefix(i));
            }
        }

        if (learner.Wants(Experience.ExperienceColumn.Reward))
        {
            learner.Publisher.PolicyVersion = archive.GetCount(PolicyVersionKey);
        }
    }

    /// <summary>Counts the saved jobs as published, and sets intake to its state after the last of them.</summary>
    private void CountWaiting(TensorArchive archive)
    {
        for (int i = 0; BackgroundJob.IsIn(archive, Prefix(i)); i++)
        {
            learner.Count(BackgroundJob.ReadTally(archive, Prefix(i)));
            learner.Gates = learner.Gates with { IsIntakeOpen = BackgroundJob.ReadIntake(archive, Prefix(i)) };
        }
    }

    private static string Prefix(int waitingJob) => $"{WaitingPrefix}{waitingJob}/";
}

/// <summary>State of a hosted learner between two frames, as a saved game keeps it.</summary>
/// <param name="Drawn">Number of rows learned from.</param>
/// <param name="IsPublishDue">Whether newer parameters wait to be published.</param>
/// <param name="IsIntakeOpen">Whether rows are recorded.</param>
internal readonly record struct LearningGates(long Drawn, bool IsPublishDue, bool IsIntakeOpen);
