using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>A list of guard events and user actions, newest first. Events of earlier runs follow faintly below a line. The wheel scrolls.</summary>
/// <param name="run">The run's data.</param>
internal sealed class EventsPanel(RunData run) : Panel
{
    private const float RowHeight = 14;
    private int _newer;
    private int _older;

    /// <summary>Number of events that did not fit at the last painting.</summary>
    internal (int Newer, int Older) HiddenCount => (_newer, _older);

    internal override string Name => "events";

    internal override string Title => "Events";

    internal override Key Key => Key.Number5;

    internal override PanelSide Side => PanelSide.Left;

    internal override (float Min, float Preferred) Heights(PanelData data) => (Top + 4 * RowHeight + 4, Top + 9 * RowHeight + 4);

    internal override bool IsEmpty(PanelData data) => run.Events.Count == 0;

    protected override void PaintContent(PanelCanvas canvas, PanelData data)
    {
        float y = Top + 10;
        if (run.Events.Count == 0)
        {
            canvas.Text("No events yet", PanelCanvas.Margin, y, Palette.Faint, PanelCanvas.Small);
        }

        _newer = Math.Clamp(_newer, 0, Math.Max(0, run.Events.Count - 1));
        _older = run.Events.Count - _newer;
        for (int i = _older - 1; i >= 0 && y < canvas.Height - 6; i--, _older--)
        {
            LoggedEvent logged = run.Events[i];
            if (logged.IsFromEarlierRun && i + 1 < run.Events.Count && !run.Events[i + 1].IsFromEarlierRun)
            {
                canvas.Line(PanelCanvas.Margin, y - RowHeight + 4, canvas.Right, y - RowHeight + 4, Palette.Line);
            }

            canvas.TextRight(Numerals.Whole(logged.Frame), 58, y, Palette.Faint, PanelCanvas.Small);
            y = PaintText(canvas, Text(logged), y, logged.IsFromEarlierRun ? Palette.Faint : Palette.Text);
        }

        PaintRest(canvas);
    }

    /// <summary>Scrolls: down to older events, up to newer ones.</summary>
    internal override void Scroll(float x, float y, float notches)
    {
        int rows = (int)MathF.Round(notches);
        _newer = rows < 0 ? _newer + Math.Min(-rows, _older) : Math.Max(0, _newer - rows);
    }

    /// <summary>Returns the text of an event with its count and its first frame.</summary>
    internal static string Text(in LoggedEvent logged)
    {
        string count = logged.Count > 1 ? $" × {Numerals.Whole(logged.Count)}" : "";
        return $"{logged.Text}{count}{(logged.First is { } first ? $", since frame {Numerals.Whole(first)}" : "")}";
    }

    /// <summary>Paints the number of events that do not fit and a hint to scroll.</summary>
    private void PaintRest(PanelCanvas canvas)
    {
        string newer = _newer > 0 ? $"{_newer} newer" : "", older = _older > 0 ? $"{_older} older" : "";
        if (newer.Length + older.Length > 0)
        {
            Remark(canvas, $"scroll: {string.Join(", ", new[] { newer, older }.Where(text => text.Length > 0))}");
        }
    }

    /// <summary>Paints a text in as many lines as it needs, broken between words.</summary>
    /// <returns>Position of the next event.</returns>
    private static float PaintText(PanelCanvas canvas, string text, float y, SKColor colour)
    {
        const float Left = 66, LineHeight = 11.5f;
        float width = canvas.Right - Left;
        while (canvas.Texts.Width(text, PanelCanvas.Small) > width && y + LineHeight < canvas.Height - 6)
        {
            int end = canvas.Texts.Fit(text, PanelCanvas.Small, width).Length - 1, space = text.LastIndexOf(' ', end);
            end = space > 0 ? space : Math.Max(1, end);
            canvas.Text(text[..end], Left, y, colour, PanelCanvas.Small);
            text = text[end..].TrimStart();
            y += LineHeight;
        }

        canvas.Text(canvas.Texts.Fit(text, PanelCanvas.Small, width), Left, y, colour, PanelCanvas.Small);
        return y + RowHeight;
    }
}
