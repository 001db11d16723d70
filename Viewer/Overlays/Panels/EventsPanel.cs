using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>What the brains were guarded from, and what the person did, newest first.</summary>
internal sealed class EventsPanel : Panel
{
    private const float RowHeight = 14;

    internal override string Name => "events";

    internal override string Title => "Events";

    internal override Key Key => Key.Number5;

    internal override PanelSide Side => PanelSide.Left;

    internal override (float Least, float Wished) Heights(PanelData data) => (60, 110);

    protected override void PaintContent(Sheet sheet, PanelData data, RunFacts facts)
    {
        float y = Top + 10;
        if (data.Events.Count == 0)
        {
            sheet.Text("Nothing yet: no row refused, no step taken back.", Sheet.Margin, y, Palette.Faint, Sheet.Small);
        }

        for (int i = data.Events.Count - 1; i >= 0 && y < sheet.Height - 6; i--)
        {
            LoggedEvent happened = data.Events[i];
            string often = happened.Count > 1 ? $" × {Numerals.Whole(happened.Count)}" : "";
            sheet.TextRight(Numerals.Whole(happened.Frame), 58, y, Palette.Faint, Sheet.Small);
            sheet.Text(sheet.Lettering.Fit(happened.Text + often, Sheet.Small, sheet.Right - 66), 66, y, Palette.Text, Sheet.Small);
            y += RowHeight;
        }
    }
}
