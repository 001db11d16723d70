using NeuroAgents.Agents;
using NeuroAgents.Overlay.Brains;
using NeuroAgents.Overlay.Networks;
using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Panels;

/// <summary>The panel of the selected agent: its action, the teacher's action and its named observations.</summary>
internal sealed class InspectorPanel : Panel
{
    private const float RowHeight = 11.2f;
    private const float ActionHeight = 16;
    private const float ColumnGap = 8;
    private const float MinBarWidth = 12;
    private readonly List<SKRect> _bars = [];
    private ObservationSpec? _spec;
    private IReadOnlyList<ObservationLine> _lines = [];

    internal override string Name => "inspector";

    internal override string Title => "Agent";

    internal override Key Key => Key.Number3;

    internal override PanelSide Side => PanelSide.Left;

    /// <summary>Places of the observation bars in the newest painting, line by line, in units from the panel's corner.</summary>
    internal IReadOnlyList<SKRect> Bars => _bars;

    internal override (float Min, float Preferred) Heights(PanelData data)
    {
        if (Brain(data) is not { } brain)
        {
            return (56, 56);
        }

        float rest = Top + 22 + 6 + ActionHeight * brain.Actions.Width + 8;
        int lines = LinesOf(brain).Count;
        return (rest + RowHeight * Math.Min(7, lines), rest + HistoryPlots.PreferredHeight(brain) + RowHeight * lines);
    }

    internal override bool IsEmpty(PanelData data) => Brain(data) is null;

    protected override void PaintContent(PanelCanvas canvas, PanelData data)
    {
        AgentSnapshot selected = data.Agent;
        _bars.Clear();
        if (selected.Handle is not { } handle || Brain(data) is not { } brain)
        {
            canvas.Text("Click an agent to inspect it.", PanelCanvas.Margin, Top + 10, Palette.Faint, PanelCanvas.Small);
            return;
        }

        string life = selected.IsDriven ? ", driven by you" : selected.IsAlive ? "" : selected.Observation.Count > 0 ? ", died in this frame" : ", dead";
        Remark(canvas, $"{brain.Name} {handle.Slot}.{handle.Generation}{life}");
        if (selected.Observation.Count == 0)
        {
            canvas.Text(selected.IsAlive ? "No observation yet." : "Dead. Click another agent.", PanelCanvas.Margin, Top + 10, Palette.Faint, PanelCanvas.Small);
            return;
        }

        float y = PaintActions(canvas, selected, brain);
        y = PaintHistory(canvas, selected, brain, y);
        PaintObservations(canvas, selected, brain, y);
    }

    /// <summary>Paints the history if there is room for it and the observations.</summary>
    private float PaintHistory(PanelCanvas canvas, AgentSnapshot selected, BrainFacts brain, float y)
    {
        float room = canvas.Height - y - 6 - RowHeight * LinesOf(brain).Count;
        return room >= HistoryPlots.MinHeight ? y + HistoryPlots.Paint(canvas, selected.History, brain, y - 2, room) : y;
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
        => data.Agent.Handle is { } handle && handle.Brain < data.Brains.Count ? data.Brains[handle.Brain] : null;

    private static float PaintActions(PanelCanvas canvas, AgentSnapshot selected, BrainFacts brain)
    {
        float y = Top + 8;
        float loss = ActionDifference.Loss(brain.Actions, selected.Action.Items, selected.Label.Items);
        canvas.Text(brain.Actions.Branches.Count > 0 ? "" : $"loss  {Numerals.Short(loss)}", PanelCanvas.Margin, y, Palette.Text, PanelCanvas.Small);
        canvas.Text(selected.DecisionName, canvas.Right - 46, y, Palette.Accent, PanelCanvas.Small, SKTextAlign.Right);
        canvas.TextRight(selected.LabelName, canvas.Right, y, Palette.Warning, PanelCanvas.Small);
        y += 14;
        for (int i = 0; i < brain.Actions.Width && i < selected.Action.Count; i++)
        {
            float action = selected.Action.Items[i], label = i < selected.Label.Count ? selected.Label.Items[i] : float.NaN;
            canvas.Text(brain.Actions.Names[i], PanelCanvas.Margin, y);
            ActionBranch? branch = brain.Actions.BranchAt(i);
            canvas.TextRight(Value(action, branch), canvas.Right - 46, y, Palette.Text, PanelCanvas.Small);
            canvas.TextRight(Value(label, branch), canvas.Right, y, Palette.Text, PanelCanvas.Small);
            if (branch is null)
            {
                SKRect track = new(90, y - 8, canvas.Right - 92, y);
                canvas.Bar(track, action, -1, 1, Palette.Accent);
                float mark = track.Left + track.Width * (Math.Clamp(label, -1, 1) + 1) / 2;
                canvas.Line(mark, track.Top - 2, mark, track.Bottom + 2, Palette.Warning, 2);
            }

            y += ActionHeight;
        }

        return y;
    }

    private void PaintObservations(PanelCanvas canvas, AgentSnapshot selected, BrainFacts brain, float y)
    {
        canvas.Line(PanelCanvas.Margin, y - 8, canvas.Right, y - 8, Palette.Line);
        y += 6;
        int room = (int)((canvas.Height - 4 - y) / RowHeight) + 1, shown = _lines.Count <= room ? _lines.Count : Math.Max(0, room - 1);
        float left = PanelCanvas.Margin + _lines.Max(line => canvas.Texts.Width(line.Name, PanelCanvas.Small)) + ColumnGap;
        int most = _lines.Max(line => line.Columns.Count);
        float width = (canvas.Right - left + ColumnGap) / most;
        foreach (ObservationLine line in _lines.Take(shown))
        {
            canvas.Text(line.Name, PanelCanvas.Margin, y, Palette.Faint, PanelCanvas.Small);
            for (int i = 0; i < line.Headings.Count; i++)
            {
                canvas.Text(canvas.Texts.Fit(line.Headings[i], PanelCanvas.Small, width - 2), left + i * width, y, Palette.Accent, PanelCanvas.Small);
            }

            for (int i = 0; i < line.Columns.Count; i++)
            {
                int column = line.Columns[i];
                PaintValue(canvas, brain.Observations.Columns[column], selected.Observation.Items[column], left + i * width, left + (i + 1) * width - ColumnGap, y);
            }

            y += RowHeight;
        }

        if (shown < _lines.Count)
        {
            canvas.Text($"{_lines.Skip(shown).Sum(line => line.Columns.Count)} more: enlarge the window", PanelCanvas.Margin, y, Palette.Faint, PanelCanvas.Small);
        }
    }

    private void PaintValue(PanelCanvas canvas, ObservationColumn column, float value, float left, float right, float y)
    {
        float number = canvas.Texts.Width("-00.00", PanelCanvas.Small);
        _bars.Add(new SKRect(left, y - 6.5f, Math.Max(left + MinBarWidth, right - number), y - 0.5f));
        canvas.Bar(_bars[^1], value, column.Minimum, column.Maximum, Palette.Sensed);
        canvas.TextRight(Numerals.Decimals(value, 2), right, y, Palette.Text, PanelCanvas.Small);
    }

    /// <summary>Returns the text of an action value: a number, or the name of a branch's choice.</summary>
    internal static string Value(float value, ActionBranch? branch)
        => float.IsNaN(value) ? "–" : branch is null ? Numerals.Decimals(value, 3) : branch.Choices[(int)value];
}
