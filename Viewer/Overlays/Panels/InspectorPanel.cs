using NeuroAgents.Agents;
using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>Why the selected agent does what it does: what it does, what the teacher would do, and what it senses by name.</summary>
internal sealed class InspectorPanel : Panel
{
    private const float RowHeight = 11.2f;
    private const float ActionHeight = 16;
    private const float ColumnGap = 8;
    private const float LeastBar = 12;
    private readonly List<SKRect> _bars = [];
    private ObservationSpec? _spec;
    private IReadOnlyList<ObservationLine> _lines = [];

    internal override string Name => "inspector";

    internal override string Title => "Agent";

    internal override Key Key => Key.Number3;

    internal override PanelSide Side => PanelSide.Left;

    /// <summary>Where the newest painting has the bar of each value that is sensed, line by line, in units from the panel's corner.</summary>
    internal IReadOnlyList<SKRect> Bars => _bars;

    internal override (float Least, float Wished) Heights(PanelData data)
    {
        if (Brain(data) is not { } brain)
        {
            return (56, 56);
        }

        float rest = Top + 22 + 6 + ActionHeight * brain.Actions.Width + 8;
        int lines = LinesOf(brain).Count;
        return (rest + RowHeight * Math.Min(7, lines), rest + HistoryPlots.Wished(brain) + RowHeight * lines);
    }

    internal override bool IsEmpty(PanelData data) => Brain(data) is null;

    protected override void PaintContent(Sheet sheet, PanelData data, RunFacts facts)
    {
        SelectedAgent selected = data.Snapshot.Selected;
        _bars.Clear();
        if (selected.Handle is not { } handle || Brain(data) is not { } brain)
        {
            sheet.Text("Click an agent to see what it senses and does.", Sheet.Margin, Top + 10, Palette.Faint, Sheet.Small);
            return;
        }

        string life = selected.IsDriven ? ", driven by you" : selected.IsAlive ? "" : selected.Observation.Count > 0 ? ", died in this frame" : ", gone";
        Remark(sheet, $"{brain.Name} {handle.Slot}.{handle.Generation}{life}");
        if (selected.Observation.Count == 0)
        {
            sheet.Text(selected.IsAlive ? "It has not sensed anything yet." : "It is gone. Click another one.", Sheet.Margin, Top + 10, Palette.Faint, Sheet.Small);
            return;
        }

        float y = PaintActions(sheet, selected, brain);
        y = PaintHistory(sheet, selected, brain, y);
        PaintObservations(sheet, selected, brain, y);
    }

    /// <summary>Where there is room beside what it senses.</summary>
    private float PaintHistory(Sheet sheet, SelectedAgent selected, BrainFacts brain, float y)
    {
        float room = sheet.Height - y - 6 - RowHeight * LinesOf(brain).Count;
        return room >= HistoryPlots.Least ? y + HistoryPlots.Paint(sheet, selected.History, brain, y - 2, room) : y;
    }

    private IReadOnlyList<ObservationLine> LinesOf(BrainFacts brain)
    {
        if (_spec != brain.Observations)
        {
            (_spec, _lines) = (brain.Observations, ObservationLine.Of(brain.Observations));
        }

        return _lines;
    }

    private static BrainFacts? Brain(PanelData data)
        => data.Snapshot.Selected.Handle is { } handle && data.Facts is { } facts && handle.Brain < facts.Brains.Count ? facts.Brains[handle.Brain] : null;

    private static float PaintActions(Sheet sheet, SelectedAgent selected, BrainFacts brain)
    {
        float y = Top + 8;
        float loss = AgentWatch.Loss(brain.Actions, selected.Action.Items, selected.Label.Items);
        sheet.Text(brain.Actions.Branches.Count > 0 ? "" : $"loss  {Numerals.Short(loss)}", Sheet.Margin, y, Palette.Text, Sheet.Small);
        sheet.Text(selected.DecisionName, sheet.Right - 46, y, Palette.Accent, Sheet.Small, SKTextAlign.Right);
        sheet.TextRight(selected.LabelName, sheet.Right, y, Palette.Warning, Sheet.Small);
        y += 14;
        for (int i = 0; i < brain.Actions.Width && i < selected.Action.Count; i++)
        {
            float action = selected.Action.Items[i], label = i < selected.Label.Count ? selected.Label.Items[i] : float.NaN;
            sheet.Text(brain.Actions.Names[i], Sheet.Margin, y);
            ActionBranch? branch = brain.Actions.BranchAt(i);
            sheet.TextRight(Value(action, branch), sheet.Right - 46, y, Palette.Text, Sheet.Small);
            sheet.TextRight(Value(label, branch), sheet.Right, y, Palette.Text, Sheet.Small);
            if (branch is null)
            {
                SKRect track = new(90, y - 8, sheet.Right - 92, y);
                sheet.Bar(track, action, -1, 1, Palette.Accent);
                float mark = track.Left + track.Width * (Math.Clamp(label, -1, 1) + 1) / 2;
                sheet.Line(mark, track.Top - 2, mark, track.Bottom + 2, Palette.Warning, 2);
            }

            y += ActionHeight;
        }

        return y;
    }

    private void PaintObservations(Sheet sheet, SelectedAgent selected, BrainFacts brain, float y)
    {
        sheet.Line(Sheet.Margin, y - 8, sheet.Right, y - 8, Palette.Line);
        y += 6;
        int room = (int)((sheet.Height - 4 - y) / RowHeight) + 1, shown = _lines.Count <= room ? _lines.Count : Math.Max(0, room - 1);
        float left = Sheet.Margin + _lines.Max(line => sheet.Lettering.Width(line.Name, Sheet.Small)) + ColumnGap;
        int most = _lines.Max(line => line.Columns.Count);
        float width = (sheet.Right - left + ColumnGap) / most;
        foreach (ObservationLine line in _lines.Take(shown))
        {
            sheet.Text(line.Name, Sheet.Margin, y, Palette.Faint, Sheet.Small);
            for (int i = 0; i < line.Headings.Count; i++)
            {
                sheet.Text(sheet.Lettering.Fit(line.Headings[i], Sheet.Small, width - 2), left + i * width, y, Palette.Accent, Sheet.Small);
            }

            for (int i = 0; i < line.Columns.Count; i++)
            {
                int column = line.Columns[i];
                PaintValue(sheet, brain.Observations.Columns[column], selected.Observation.Items[column], left + i * width, left + (i + 1) * width - ColumnGap, y);
            }

            y += RowHeight;
        }

        if (shown < _lines.Count)
        {
            sheet.Text($"and {_lines.Skip(shown).Sum(line => line.Columns.Count)} more: make the window higher", Sheet.Margin, y, Palette.Faint, Sheet.Small);
        }
    }

    private void PaintValue(Sheet sheet, ObservationColumn column, float value, float left, float right, float y)
    {
        float number = sheet.Lettering.Width("-00.00", Sheet.Small);
        _bars.Add(new SKRect(left, y - 6.5f, Math.Max(left + LeastBar, right - number), y - 0.5f));
        sheet.Bar(_bars[^1], value, column.Minimum, column.Maximum, Palette.Sensed);
        sheet.TextRight(Numerals.Decimals(value, 2), right, y, Palette.Text, Sheet.Small);
    }

    /// <summary>The text of an action value: a number, or the name of a branch's choice.</summary>
    internal static string Value(float value, ActionBranch? branch)
        => float.IsNaN(value) ? "–" : branch is null ? Numerals.Decimals(value, 3) : branch.Choices[(int)value];
}
