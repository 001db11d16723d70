using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Histories;
using NeuroAgents.Overlay.Metering;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Viewer.Snapshots;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>The run's data that the panels paint.</summary>
internal sealed class RunData : PanelData
{
    /// <summary>The facts of the run; null before it starts.</summary>
    internal RunFacts? Facts => Snapshot.Facts;

    internal override IReadOnlyList<BrainFacts> Brains => Facts?.Brains ?? [];

    internal override long Frame => Snapshot.Frame;

    internal override AgentSnapshot Agent => Snapshot.Selected;

    internal override LossHistory Losses => History.Losses;

    /// <summary>Description of the preparation before the run starts.</summary>
    internal string Preparation { get; set; } = "";

    /// <summary>The newest snapshot.</summary>
    internal WorldSnapshot Snapshot { get; set; } = new();

    /// <summary>The window's own copy of the history.</summary>
    internal RunHistory History { get; } = new();

    /// <summary>Events, oldest first.</summary>
    internal List<LoggedEvent> Events { get; } = new(EventLog.Capacity);

    /// <summary>Score of an untrained brain; NaN until known.</summary>
    internal double UntrainedScore { get; set; } = double.NaN;

    /// <summary>Score of the teacher; NaN until known.</summary>
    internal double TeacherScore { get; set; } = double.NaN;

    /// <summary>Score of a run in which teachers steer all kinds of agents; NaN until known.</summary>
    internal double TeachersRunScore { get; set; } = double.NaN;

    /// <summary>Score of the brains at the end of a finite run, measured as in a headless run; NaN until known.</summary>
    internal double TrainedScore { get; set; } = double.NaN;

    /// <summary>Whether the run has ended and only the scores are missing for the picture.</summary>
    internal bool IsMeasuring { get; set; }

    /// <summary>Pictures shown per second.</summary>
    internal double PicturesPerSecond { get; set; }

    /// <summary>Simulated frames per second.</summary>
    internal double FramesPerSecond { get; set; }

    /// <summary>Mean costs of the newest pictures on the window's thread.</summary>
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
