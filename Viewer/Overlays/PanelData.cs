using NeuroAgents.Overlay.Metering;
using NeuroAgents.Viewer.Snapshots;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>What panels show, as it is when they are painted.</summary>
internal sealed class PanelData
{
    /// <summary>What runs; null before it begins.</summary>
    internal RunFacts? Facts => Snapshot.Facts;

    /// <summary>What is prepared while nothing runs yet, in words.</summary>
    internal string Preparation { get; set; } = "";

    /// <summary>The newest snapshot.</summary>
    internal WorldSnapshot Snapshot { get; set; } = new();

    /// <summary>The weights at the moment that was marked: the start of the run, until another one is.</summary>
    internal WeightMark? Mark { get; set; }

    /// <summary>The window's own copy of the history.</summary>
    internal RunHistory History { get; } = new();

    /// <summary>Events, oldest first.</summary>
    internal List<LoggedEvent> Events { get; } = new(EventLog.Capacity);

    /// <summary>Score of an untrained brain; NaN until it is known.</summary>
    internal double UntrainedScore { get; set; } = double.NaN;

    /// <summary>Score of the teacher; NaN until it is known.</summary>
    internal double TeacherScore { get; set; } = double.NaN;

    /// <summary>Score of a run in which teachers steer all kinds of agents; NaN until it is known.</summary>
    internal double TeachersRunScore { get; set; } = double.NaN;

    /// <summary>Score of the brains at the end of a run that has one, measured as a headless run does; NaN until then.</summary>
    internal double TrainedScore { get; set; } = double.NaN;

    /// <summary>Whether the run is at its end and the picture waits for scores alone.</summary>
    internal bool IsMeasuring { get; set; }

    /// <summary>Pictures that the window shows per second.</summary>
    internal double PicturesPerSecond { get; set; }

    /// <summary>Frames of the simulation per second.</summary>
    internal double FramesPerSecond { get; set; }

    /// <summary>What the newest pictures cost the window's thread, on average.</summary>
    internal PictureCost Picture { get; set; }

    /// <summary>Number of agents.</summary>
    internal int Agents
    {
        get
        {
            int agents = 0;
            for (int kind = 0; kind < Snapshot.Kinds.Count; kind++)
            {
                agents += Snapshot.Kinds[kind].Count;
            }

            return agents;
        }
    }
}

/// <summary>The weights at a moment that the person marked: what has changed since is seen against them.</summary>
/// <param name="Facts">The run that they are of.</param>
/// <param name="Frame">Frames done then.</param>
/// <param name="Parameters">The parameters of each brain.</param>
internal sealed record WeightMark(RunFacts Facts, long Frame, IReadOnlyList<float[]> Parameters)
{
    /// <summary>What a snapshot has; null before there is a run.</summary>
    internal static WeightMark? Of(WorldSnapshot snapshot)
        => snapshot.Facts is { } facts ? new WeightMark(facts, snapshot.Frame, [.. snapshot.Kinds.Select(kind => kind.Brain.Parameters.Items.ToArray())]) : null;
}
