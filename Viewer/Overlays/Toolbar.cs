using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>The bar at the top: a button for every frequently used key, and the state of the run.</summary>
/// <param name="groups">The buttons. A line separates the groups.</param>
/// <param name="data">The data of the panels.</param>
internal sealed class Toolbar(IReadOnlyList<IReadOnlyList<Button>> groups, RunData data)
{
    private const float Gap = 5;
    private const float GroupGap = 13;
    private const float Margin = 8;
    private const float RowHeight = Button.Height + 6;
    private const float StateWidth = 84;
    private readonly List<(Button Button, SKRect Place)> _placed = [];

    internal CachedCanvas Image { get; } = new();

    /// <summary>Returns the key of the button at a position of the bar; null if no button is there.</summary>
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

    /// <summary>Returns the height that all buttons need, at least one row.</summary>
    /// <param name="width">The bar's width.</param>
    /// <param name="maxHeight">Maximum height. Buttons that do not fit are hidden, but their keys still work.</param>
    /// <param name="texts">The font.</param>
    internal float Height(float width, float maxHeight, TextRenderer texts)
    {
        Arrange(width, maxHeight, texts);
        return _placed.Count == 0 ? RowHeight : _placed[^1].Place.Bottom + Margin;
    }

    internal void Paint(PanelCanvas canvas)
    {
        Arrange(canvas.Width, canvas.Height, canvas.Texts);
        foreach ((Button button, SKRect place) in _placed)
        {
            button.Paint(canvas, place);
        }

        PaintState(canvas);
    }

    /// <summary>Places the buttons. If they do not all fit, a second attempt reserves room in the last row for the state of the run.</summary>
    private void Arrange(float width, float height, TextRenderer texts)
    {
        if (!TryArrange(width, height, 0, texts))
        {
            TryArrange(width, height, StateWidth, texts);
        }
    }

    /// <summary>Places the buttons in rows. A group that does not fit into a row starts the next one; a group wider than a row is split.</summary>
    /// <returns>Whether all buttons fit.</returns>
    private bool TryArrange(float width, float height, float kept, TextRenderer texts)
    {
        _placed.Clear();
        SKPoint at = new(Margin, Margin);
        foreach (IReadOnlyList<Button> group in groups)
        {
            float wide = -Gap;
            foreach (Button button in group)
            {
                wide += button.Width(texts) + Gap;
            }

            at = NextRow(at, wide, width, height, kept);
            foreach (Button button in group)
            {
                at = NextRow(at, button.Width(texts), width, height, kept);
                if (at.Y > Margin && at.Y + Button.Height + Margin > height)
                {
                    return false;
                }

                _placed.Add((button, SKRect.Create(at.X, at.Y, button.Width(texts), Button.Height)));
                at.X += button.Width(texts) + Gap;
            }

            at.X += GroupGap - Gap;
        }

        return true;
    }

    /// <summary>Returns the start of the next row if the width does not fit into the current one, else the same position.</summary>
    private static SKPoint NextRow(SKPoint at, float wide, float width, float height, float kept)
    {
        bool isLast = at.Y + RowHeight + Button.Height + Margin > height;
        return at.X > Margin && at.X + wide > width - Margin - (isLast ? kept : 0) ? new SKPoint(Margin, at.Y + RowHeight) : at;
    }

    /// <summary>Paints the state of the run at the right end of the row with the most free room.</summary>
    private void PaintState(PanelCanvas canvas)
    {
        if (data.Facts is null)
        {
            return;
        }

        float top = Margin, room = 0;
        for (int i = 0; i < _placed.Count; i++)
        {
            float free = canvas.Width - 12 - _placed[i].Place.Right - GroupGap;
            if ((i + 1 == _placed.Count || _placed[i + 1].Place.Top > _placed[i].Place.Top) && free > room)
            {
                (top, room) = (_placed[i].Place.Top, free);
            }
        }

        foreach ((string upper, string lower) in Wordings(data.Facts))
        {
            if (Math.Max(canvas.Texts.Width(upper, PanelCanvas.Small), canvas.Texts.Width(lower, PanelCanvas.Small)) <= room)
            {
                canvas.TextRight(upper, canvas.Width - 12, top + 9, Palette.Text, PanelCanvas.Small);
                canvas.TextRight(lower, canvas.Width - 12, top + 22, Palette.Faint, PanelCanvas.Small);
                return;
            }
        }
    }

    /// <summary>Returns two-line descriptions of the run's state, from long to short. The first that fits is shown, or none.</summary>
    private IEnumerable<(string Upper, string Lower)> Wordings(RunFacts facts)
    {
        string frame = $"frame {Numerals.Whole(data.Snapshot.Frame)}", agents = $"{Numerals.Whole(data.Agents)} agents", seed = $"seed {facts.Seed}";
        string rate = data.IsMeasuring ? "measuring scores…" : Numerals.FrameRate(data.FramesPerSecond);
        yield return ($"{facts.Scenario}  ·  {frame}  ·  {agents}  ·  {seed}", $"{rate}  ·  {Numerals.Decimals(data.PicturesPerSecond, 0)} pictures/s");
        yield return ($"{facts.Scenario}  ·  {frame}", $"{agents}  ·  {seed}");
        yield return (frame, seed);
    }
}
