using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Histories;
using NeuroAgents.Overlay.Metering;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Viewer.Snapshots;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>What panels show of a run, as it is when they are painted.</summary>
internal sealed class RunData : PanelData
{
    /// <summary>What runs; null before it begins.</summary>
    internal RunFacts? Facts => Snapshot.Facts;

    internal override IReadOnlyList<BrainFacts> Brains => Facts?.Brains ?? [];

    internal override long Frame => Snapshot.Frame;

    internal override AgentSnapshot Agent => Snapshot.Selected;

    internal override LossHistory Losses => History.Losses;

    /// <summary>What is prepared while nothing runs yet, in words.</summary>
    internal string Preparation { get; set; } = "";

    /// <summary>The newest snapshot.</summary>
    internal WorldSnapshot Snapshot { get; set; } = new();

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

    internal override BrainSnapshot Values(int brain) => Snapshot.Kinds[brain].Brain;
}
