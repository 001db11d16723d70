using NeuroAgents.Viewer.Networks;
using NeuroAgents.Viewer.Overlays.Panels;
using NeuroAgents.Viewer.Snapshots;
using NeuroAgents.Viewer.Toolkit;

namespace NeuroAgents.Viewer.Application;

/// <summary>What a viewer shows now, as the options that show it again.</summary>
/// <param name="viewer">The viewer.</param>
internal sealed class CommandLineCopy(LiveViewer viewer)
{
    private readonly WeightsPanel _weights = viewer.Panels.OfType<WeightsPanel>().Single();

    /// <summary>The whole line; the events say so, with what is not in it.</summary>
    internal string Take()
    {
        string[] left = [.. LeftOut()];
        viewer.Watch.Events.Add(viewer.Data.Snapshot.Frame, $"command line copied{(left.Length == 0 ? "" : $"; not in it: {string.Join(", ", left)}")}");
        return ViewerCommandLine.Format(Options());
    }

    private ViewerOptions Options() => viewer.Options with
    {
        Run = viewer.Runner.Options,
        Resumed = viewer.Runner.Saved.Run,
        Brain = viewer.Runner.Saved.Brain,
        Frames = viewer.Data.Snapshot.Frame,
        Size = viewer.Size,
        Show = [.. viewer.Panels.Where(panel => panel.IsShown).Select(panel => panel.Name)],
        Colour = viewer.Watch.Request.Measure,
        Select = SelectedNumber(),
        IsFollowing = viewer.Commands.IsFollowing && SelectedNumber() is not null,
        Camera = viewer.Aim.Chosen,
        Weights = _weights.View,
        ShowsTrail = viewer.Commands.WorldEdit.ShowsTrail,
        ShowsRays = viewer.Commands.WorldEdit.ShowsRays,
        Speed = viewer.Runner.Speed,
        IsPaused = viewer.Runner.IsPaused,
    };

    private IEnumerable<string> LeftOut()
    {
        if (viewer.Runner.Changes is > 0 and var changes)
        {
            yield return changes == 1 ? "one change of the run" : $"{Numerals.Whole(changes)} changes of the run";
        }

        if (viewer.Watch.Request.Selected is not null && SelectedNumber() is null)
        {
            yield return "the selected agent, which --select has no number for";
        }

        if (viewer.Panels.Any(panel => panel.IsShown && viewer.Columns.IsMoved(panel)))
        {
            yield return "where panels were moved";
        }

        if (_weights.View == WeightView.Change && viewer.Data.Mark?.Frame > (viewer.Runner.Saved.Run?.Frame ?? 0))
        {
            yield return "the moment that M marked";
        }
    }

    /// <summary>The place at the start of whoever is selected: those who were there have the first generation of the first slots.</summary>
    private int? SelectedNumber()
    {
        ViewRequest request = viewer.Watch.Request;
        return request.Selected is not { } handle ? request.SelectedNumber
            : handle is { Brain: 0, Generation: 1 } && handle.Slot < viewer.Runner.Options.Agents ? handle.Slot
            : null;
    }
}
