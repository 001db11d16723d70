using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>What the brains were guarded from, and what the person did, newest first; below a line, faintly, what was in runs before. The wheel leads to what has no room.</summary>
internal sealed class EventsPanel : Panel
{
    private const float RowHeight = 14;
    private int _newer;
    private int _older;

    /// <summary>Events that had no room when it was painted last.</summary>
    internal (int Newer, int Older) Unseen => (_newer, _older);

    internal override string Name => "events";

    internal override string Title => "Events";

    internal override Key Key => Key.Number5;

    internal override PanelSide Side => PanelSide.Left;

    internal override (float Least, float Wished) Heights(PanelData data) => (Top + 4 * RowHeight + 4, Top + 9 * RowHeight + 4);

    internal override bool IsEmpty(PanelData data) => data.Events.Count == 0;

    protected override void PaintContent(Sheet sheet, PanelData data, RunFacts facts)
    {
        float y = Top + 10;
        if (data.Events.Count == 0)
        {
            sheet.Text("Nothing yet: no row refused, no step taken back.", Sheet.Margin, y, Palette.Faint, Sheet.Small);
        }

        _newer = Math.Clamp(_newer, 0, Math.Max(0, data.Events.Count - 1));
        _older = data.Events.Count - _newer;
        for (int i = _older - 1; i >= 0 && y < sheet.Height - 6; i--, _older--)
        {
            LoggedEvent happened = data.Events[i];
            if (happened.IsBefore && i + 1 < data.Events.Count && !data.Events[i + 1].IsBefore)
            {
                sheet.Line(Sheet.Margin, y - RowHeight + 4, sheet.Right, y - RowHeight + 4, Palette.Line);
            }

            sheet.TextRight(Numerals.Whole(happened.Frame), 58, y, Palette.Faint, Sheet.Small);
            y = PaintText(sheet, Text(happened), y, happened.IsBefore ? Palette.Faint : Palette.Text);
        }

        PaintRest(sheet);
    }

    /// <summary>Down to older ones, up to newer ones.</summary>
    public override void Turn(float x, float y, float notches)
    {
        int rows = (int)MathF.Round(notches);
        _newer = rows < 0 ? _newer + Math.Min(-rows, _older) : Math.Max(0, _newer - rows);
    }

    /// <summary>What happened, how often, and since when.</summary>
    internal static string Text(in LoggedEvent happened)
    {
        string often = happened.Count > 1 ? $" × {Numerals.Whole(happened.Count)}" : "";
        return $"{happened.Text}{often}{(happened.First is { } first ? $", since frame {Numerals.Whole(first)}" : "")}";
    }

    /// <summary>How many have no room, and how to come to them.</summary>
    private void PaintRest(Sheet sheet)
    {
        string newer = _newer > 0 ? $"{_newer} newer" : "", older = _older > 0 ? $"{_older} older" : "";
        if (newer.Length + older.Length > 0)
        {
            Remark(sheet, $"wheel: {string.Join(", ", new[] { newer, older }.Where(text => text.Length > 0))}");
        }
    }

    /// <summary>In as many lines as it needs, broken between words.</summary>
    /// <returns>Where the next event stands.</returns>
    private static float PaintText(Sheet sheet, string text, float y, SKColor colour)
    {
        const float Left = 66, LineHeight = 11.5f;
        float width = sheet.Right - Left;
        while (sheet.Lettering.Width(text, Sheet.Small) > width && y + LineHeight < sheet.Height - 6)
        {
            int end = sheet.Lettering.Fit(text, Sheet.Small, width).Length - 1, space = text.LastIndexOf(' ', end);
            end = space > 0 ? space : Math.Max(1, end);
            sheet.Text(text[..end], Left, y, colour, Sheet.Small);
            text = text[end..].TrimStart();
            y += LineHeight;
        }

        sheet.Text(sheet.Lettering.Fit(text, Sheet.Small, width), Left, y, colour, Sheet.Small);
        return y + RowHeight;
    }
}
