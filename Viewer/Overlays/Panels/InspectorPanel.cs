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
        return (rest + RowHeight * Math.Min(8, brain.Observations.Width), rest + RowHeight * brain.Observations.Width);
    }

    protected override void PaintContent(Sheet sheet, PanelData data, RunFacts facts)
    {
        SelectedAgent selected = data.Snapshot.Selected;
        if (selected.Handle is not { } handle || Brain(data) is not { } brain)
        {
            sheet.Text("Click an agent to see what it senses and does.", Sheet.Margin, Top + 10, Palette.Faint, Sheet.Small);
            return;
        }

        string life = selected.IsAlive ? "" : selected.Observation.Count > 0 ? ", died in this frame" : ", gone";
        Remark(sheet, $"{brain.Name} {handle.Slot}.{handle.Generation}{life}");
        if (selected.Observation.Count == 0)
        {
            sheet.Text("It is gone. Click another one.", Sheet.Margin, Top + 10, Palette.Faint, Sheet.Small);
            return;
        }

        float y = PaintActions(sheet, selected, brain);
        PaintObservations(sheet, selected, brain, y);
    }

    private static BrainFacts? Brain(PanelData data)
        => data.Snapshot.Selected.Handle is { } handle && data.Facts is { } facts && handle.Brain < facts.Brains.Count ? facts.Brains[handle.Brain] : null;

    private static float PaintActions(Sheet sheet, SelectedAgent selected, BrainFacts brain)
    {
        float y = Top + 8;
        sheet.Text("does", sheet.Right - 46, y, Palette.Accent, Sheet.Small, SKTextAlign.Right);
        sheet.TextRight("teacher", sheet.Right, y, Palette.Warning, Sheet.Small);
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
        ReadOnlySpan<float> values = selected.Observation.Items;
        int room = (int)((sheet.Height - y) / RowHeight) + 1;
        for (int i = 0; i < values.Length; i++)
        {
            if (i == room - 1 && room < values.Length)
            {
                sheet.Text($"and {values.Length - i} more: make the window higher", Sheet.Margin, y, Palette.Faint, Sheet.Small);
                return;
            }

            ObservationColumn column = brain.Observations.Columns[i];
            sheet.Text(sheet.Lettering.Fit(column.Name, Sheet.Small, 146), Sheet.Margin, y, Palette.Faint, Sheet.Small);
            SKRect track = new(164, y - 6.5f, sheet.Right - 44, y - 0.5f);
            sheet.Bar(track, values[i], column.Minimum, column.Maximum, Palette.Sensed);
            sheet.TextRight(Numerals.Decimals(values[i], 3), sheet.Right, y, Palette.Text, Sheet.Small);
            y += RowHeight;
        }
    }

    private static string Value(float value, IReadOnlyList<string>? choices)
        => float.IsNaN(value) ? "–" : choices is null ? Numerals.Decimals(value, 3) : choices[(int)value];
}
