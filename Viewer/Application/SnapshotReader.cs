using NeuroAgents.Overlay.Metering;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Overlays;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Snapshots;

namespace NeuroAgents.Viewer.Application;

/// <summary>A reader of the snapshots and histories that the simulation's thread publishes, for the world and the panels. Allocates only when a run begins.</summary>
/// <param name="watch">The observer of the run.</param>
/// <param name="data">The data of the panels.</param>
/// <param name="scores">The current run with its reference scores.</param>
/// <param name="world">The renderer of the world.</param>
/// <param name="meter">The meter of the time per picture.</param>
internal sealed class SnapshotReader(LiveWatch watch, RunData data, CurrentRun scores, WorldRenderer world, PictureMeter meter)
{
    private RateMeter _pictures;
    private RateMeter _frames;
    private long _drawn;
    private double _historyDue;

    /// <summary>Makes the next picture show the newest data everywhere.</summary>
    internal void Invalidate() => _historyDue = 0;

    /// <summary>Reads the newest snapshot.</summary>
    /// <param name="now">The time, s.</param>
    internal void ReadSnapshot(double now)
    {
        if (watch.Exchange.TryAcquire())
        {
            data.Snapshot = watch.Exchange.Reading;
            data.Mark = data.Mark?.Brains == data.Brains ? data.Mark : WeightMark.Of(data);
            meter.Enter(PicturePart.Graphics);
            world.Upload(data.Snapshot);
            meter.Enter(PicturePart.Own);
        }

        scores.MeasureReferences(data.Snapshot);
        _pictures.Set(++_drawn, now);
        _frames.Set(data.Snapshot.Frame, now);
        (data.PicturesPerSecond, data.FramesPerSecond) = (_pictures.PerSecond, _frames.PerSecond);
    }

    /// <summary>Reads, when due, the data that changes too slowly or is too large for every picture.</summary>
    /// <param name="now">The time, s.</param>
    /// <param name="isLast">Whether this is the last picture.</param>
    internal void ReadHistory(double now, bool isLast)
    {
        if (now < _historyDue && !isLast)
        {
            return;
        }

        data.History.CopyFrom(watch.History);
        watch.Events.CopyTo(data.Events);
        data.Picture = meter.Mean(60);
        (data.UntrainedScore, data.TeacherScore, data.TrainedScore) = (scores.References.Untrained, scores.References.Teacher, scores.TrainedScore);
        data.TeachersRunScore = scores.References.TeachersRun;
        _historyDue = now + CachedCanvas.Interval;
    }
}
