using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>The bar on top: a button for every key that is used often, and where the run stands.</summary>
/// <param name="groups">The buttons; a line stands between groups.</param>
/// <param name="data">What is shown.</param>
internal sealed class Toolbar(IReadOnlyList<IReadOnlyList<Button>> groups, PanelData data)
{
    private const float Gap = 5;
    private const float GroupGap = 13;
    private const float Margin = 8;
    private const float RowHeight = Button.Height + 6;
    private readonly List<(Button Button, SKRect Place)> _placed = [];

    internal CachedSheet Image { get; } = new();

    /// <summary>The key of the button at a place of the bar; null if there is none.</summary>
    internal Key? KeyAt(float x, float y)
    {
        foreach ((Button button, SKRect place) in _placed)
        {
            if (place.Contains(x, y))
            {
                return button.Key;
            }
        }

        return null;
    }

    /// <summary>The height that all buttons have room in.</summary>
    /// <param name="width">The bar's width.</param>
    /// <param name="lettering">The font.</param>
    internal float Height(float width, Lettering lettering)
    {
        Arrange(width, lettering);
        return _placed.Count == 0 ? RowHeight : _placed[^1].Place.Bottom + Margin;
    }

    internal void Paint(Sheet sheet)
    {
        Arrange(sheet.Width, sheet.Lettering);
        foreach ((Button button, SKRect place) in _placed)
        {
            button.Paint(sheet, place);
        }

        PaintState(sheet);
    }

    /// <summary>A group that has no room in a row begins the next one; one that is wider than a row is broken.</summary>
    private void Arrange(float width, Lettering lettering)
    {
        _placed.Clear();
        float x = Margin, top = Margin;
        foreach (IReadOnlyList<Button> group in groups)
        {
            float wide = -Gap;
            foreach (Button button in group)
            {
                wide += button.Width(lettering) + Gap;
            }

            if (x > Margin && x + wide > width - Margin)
            {
                (x, top) = (Margin, top + RowHeight);
            }

            foreach (Button button in group)
            {
                if (x > Margin && x + button.Width(lettering) > width - Margin)
                {
                    (x, top) = (Margin, top + RowHeight);
                }

                _placed.Add((button, new SKRect(x, top, x + button.Width(lettering), top + Button.Height)));
                x += button.Width(lettering) + Gap;
            }

            x += GroupGap - Gap;
        }
    }

    /// <summary>At the right end of the row that has most room.</summary>
    private void PaintState(Sheet sheet)
    {
        if (data.Facts is null)
        {
            return;
        }

        float top = Margin, room = 0;
        for (int i = 0; i < _placed.Count; i++)
        {
            float free = sheet.Width - 12 - _placed[i].Place.Right - GroupGap;
            if ((i + 1 == _placed.Count || _placed[i + 1].Place.Top > _placed[i].Place.Top) && free > room)
            {
                (top, room) = (_placed[i].Place.Top, free);
            }
        }

        string state = $"{data.Facts.Scenario}  ·  frame {Numerals.Whole(data.Snapshot.Frame)}  ·  {Numerals.Whole(data.Agents)} agents  ·  seed {data.Facts.Seed}";
        string rates = $"{Numerals.FrameRate(data.FramesPerSecond)}  ·  {Numerals.Decimals(data.PicturesPerSecond, 0)} pictures/s";
        if (room > 60)
        {
            sheet.TextRight(sheet.Lettering.Fit(state, Sheet.Small, room), sheet.Width - 12, top + 9, Palette.Text, Sheet.Small);
            sheet.TextRight(sheet.Lettering.Fit(rates, Sheet.Small, room), sheet.Width - 12, top + 22, Palette.Faint, Sheet.Small);
        }
    }
}
