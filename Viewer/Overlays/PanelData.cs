using NeuroAgents.Viewer.Live;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>What panels show, as it is when they are painted.</summary>
internal sealed class PanelData
{
    /// <summary>What runs; null before it begins.</summary>
    internal RunFacts? Facts { get; set; }

    /// <summary>The newest snapshot.</summary>
    internal WorldSnapshot Snapshot { get; set; } = new();

    /// <summary>The window's own copy of the history.</summary>
    internal RunHistory History { get; } = new();

    /// <summary>Events, oldest first.</summary>
    internal IReadOnlyList<LoggedEvent> Events { get; set; } = [];

    /// <summary>Score of an untrained brain; NaN until it is known.</summary>
    internal double UntrainedScore { get; set; } = double.NaN;

    /// <summary>Score of the teacher; NaN until it is known.</summary>
    internal double TeacherScore { get; set; } = double.NaN;

    /// <summary>Pictures that the window shows per second.</summary>
    internal double PicturesPerSecond { get; set; }

    /// <summary>Frames of the simulation per second.</summary>
    internal double FramesPerSecond { get; set; }

    /// <summary>A remark about panels that have no room; empty where all have.</summary>
    internal string LeftOut { get; set; } = "";

    /// <summary>Number of agents.</summary>
    internal int Agents
    {
        get
        {
            int agents = 0;
            foreach (KindSnapshot kind in Snapshot.Kinds)
            {
                agents += kind.Count;
            }

            return agents;
        }
    }
}
