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
    private const float RowHeight = 10.8f;
    private const float ActionHeight = 16;
    private const float ColumnGap = 8;
    private const float Tiny = 8.5f;

    internal override string Name => "inspector";

    internal override string Title => "Agent";

    internal override Key Key => Key.Number3;

    internal override PanelSide Side => PanelSide.Left;

    internal override (float Least, float Wished) Heights(PanelData data)
    {
        if (Brain(data) is not { } brain)
        {
            return (56, 56);
        }

        float rest = Top + 22 + 6 + ActionHeight * brain.Actions.Width + 8;
        return (rest + RowHeight * Math.Min(8, brain.Observations.Width), rest + HistoryPlots.Wished(brain) + RowHeight * brain.Observations.Width);
    }

    protected override void PaintContent(Sheet sheet, PanelData data, RunFacts facts)
    {
        SelectedAgent selected = data.Snapshot.Selected;
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

    /// <summary>Where there is room beside what it senses, in two columns at least.</summary>
    private static float PaintHistory(Sheet sheet, SelectedAgent selected, BrainFacts brain, float y)
    {
        int columns = selected.Observation.Count;
        float beside = sheet.Height - y - 6;
        float inOne = beside - RowHeight * columns, inTwo = beside - RowHeight * ((columns + 1) / 2);
        float room = inOne >= HistoryPlots.Wished(brain) ? inOne : inTwo;
        return room >= HistoryPlots.Least ? y + HistoryPlots.Paint(sheet, selected.History, brain, y - 2, room) : y;
    }

    private static BrainFacts? Brain(PanelData data)
        => data.Snapshot.Selected.Handle is { } handle && data.Facts is { } facts && handle.Brain < facts.Brains.Count ? facts.Brains[handle.Brain] : null;

    private static float PaintActions(Sheet sheet, SelectedAgent selected, BrainFacts brain)
    {
        float y = Top + 8;
        float loss = AgentWatch.Loss(brain.Actions, selected.Action.Items, selected.Label.Items);
        sheet.Text(brain.Actions.Branches.Count > 0 ? "" : $"loss  {Numerals.Short(loss)}", Sheet.Margin, y, Palette.Text, Sheet.Small);
        sheet.Text("does", sheet.Right - 46, y, Palette.Accent, Sheet.Small, SKTextAlign.Right);
        sheet.TextRight(selected.IsDriven ? "you" : "teacher", sheet.Right, y, Palette.Warning, Sheet.Small);
        y += 14;
        for (int i = 0; i < brain.Actions.Width && i < selected.Action.Count; i++)
        {
            float action = selected.Action.Items[i], label = i < selected.Label.Count ? selected.Label.Items[i] : float.NaN;
            sheet.Text(brain.Actions.Names[i], Sheet.Margin, y);
            IReadOnlyList<string>? choices = i < brain.Actions.Branches.Count ? brain.Actions.Branches[i].Choices : null;
            sheet.TextRight(Value(action, choices), sheet.Right - 46, y, Palette.Text, Sheet.Small);
            sheet.TextRight(Value(label, choices), sheet.Right, y, Palette.Text, Sheet.Small);
            if (choices is null)
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

    private static void PaintObservations(Sheet sheet, SelectedAgent selected, BrainFacts brain, float y)
    {
        sheet.Line(Sheet.Margin, y - 8, sheet.Right, y - 8, Palette.Line);
        y += 6;
        int count = selected.Observation.Count, room = (int)((sheet.Height - y) / RowHeight) + 1;
        if (room >= count)
        {
            for (int i = 0; i < count; i++)
            {
                PaintWide(sheet, brain.Observations.Columns[i], selected.Observation.Items[i], y + i * RowHeight);
            }

            return;
        }

        float half = (sheet.Right - Sheet.Margin - ColumnGap) / 2;
        int rows = Math.Min(room, (count + 1) / 2), shown = rows * 2 >= count ? count : (rows - 1) * 2;
        for (int i = 0; i < shown; i++)
        {
            // Down the left column first, as far as both are needed.
            int perColumn = (shown + 1) / 2, column = i / perColumn;
            float left = Sheet.Margin + column * (half + ColumnGap);
            PaintNarrow(sheet, brain.Observations.Columns[i], selected.Observation.Items[i], left, left + half, y + i % perColumn * RowHeight);
        }

        if (shown < count)
        {
            sheet.Text($"and {count - shown} more: make the window higher", Sheet.Margin, y + (rows - 1) * RowHeight, Palette.Faint, Sheet.Small);
        }
    }

    private static void PaintWide(Sheet sheet, ObservationColumn column, float value, float y)
    {
        sheet.Text(sheet.Lettering.Fit(column.Name, Sheet.Small, 146), Sheet.Margin, y, Palette.Faint, Sheet.Small);
        SKRect track = new(164, y - 6.5f, sheet.Right - 44, y - 0.5f);
        sheet.Bar(track, value, column.Minimum, column.Maximum, Palette.Sensed);
        sheet.TextRight(Numerals.Decimals(value, 3), sheet.Right, y, Palette.Text, Sheet.Small);
    }

    /// <summary>With the bar behind the text.</summary>
    private static void PaintNarrow(Sheet sheet, ObservationColumn column, float value, float left, float right, float y)
    {
        sheet.Bar(new SKRect(left, y - 8, right, y + 1.6f), value, column.Minimum, column.Maximum, Palette.Sensed.WithAlpha(90));
        string number = Numerals.Decimals(value, 2);
        float room = right - left - sheet.Lettering.Width(number, Tiny) - 7;
        sheet.Text(sheet.Lettering.Fit(column.Name, Tiny, room), left + 2, y, Palette.Faint, Tiny);
        sheet.TextRight(number, right - 2, y, Palette.Text, Tiny);
    }

    private static string Value(float value, IReadOnlyList<string>? choices)
        => float.IsNaN(value) ? "–" : choices is null ? Numerals.Decimals(value, 3) : choices[(int)value];
}
