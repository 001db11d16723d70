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

    internal void Paint(Sheet sheet)
    {
        _placed.Clear();
        float x = 8, top = (sheet.Height - Button.Height) / 2;
        foreach (IReadOnlyList<Button> group in groups)
        {
            foreach (Button button in group)
            {
                SKRect place = new(x, top, x + button.Width(sheet.Lettering), top + Button.Height);
                if (place.Right > sheet.Width - 8)
                {
                    return;
                }

                button.Paint(sheet, place);
                _placed.Add((button, place));
                x = place.Right + Gap;
            }

            x += GroupGap - Gap;
        }

        PaintState(sheet, x);
    }

    private void PaintState(Sheet sheet, float left)
    {
        if (data.Facts is null)
        {
            return;
        }

        string state = $"{data.Facts.Scenario}  ·  frame {Numerals.Whole(data.Snapshot.Frame)}  ·  {Numerals.Whole(data.Agents)} agents  ·  seed {data.Facts.Seed}";
        string rates = $"{Numerals.Decimals(data.FramesPerSecond, 0)} frames/s  ·  {Numerals.Decimals(data.PicturesPerSecond, 0)} pictures/s";
        float room = sheet.Width - 12 - left;
        if (room > 60)
        {
            sheet.TextRight(sheet.Lettering.Fit(state, Sheet.Small, room), sheet.Width - 12, 17, Palette.Text, Sheet.Small);
            sheet.TextRight(sheet.Lettering.Fit(rates, Sheet.Small, room), sheet.Width - 12, 30, Palette.Faint, Sheet.Small);
        }
    }
}
