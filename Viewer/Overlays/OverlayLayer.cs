using NeuroAgents.Overlay.Metering;
using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Viewer.Windowing;
using Silk.NET.Core.Contexts;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>The panels and cards over the world, drawn by SkiaSharp in the window's OpenGL context. Every picture draws their images, which are repainted at most ten times a second.</summary>
internal sealed class OverlayLayer : IDisposable
{
    private const int StencilBits = 8;
    private readonly GlCanvas _gl;
    private readonly PaintContext _paint;
    private readonly RunData _data;
    private readonly Toolbar _toolbar;
    private readonly Legend _legend;
    private readonly (Panel Panel, Action<PanelCanvas> Paint)[] _panels;
    private readonly (Card Card, Action<PanelCanvas> Paint)[] _cards;
    private readonly PanelColumns _columns;
    private readonly PanelMover _mover;
    private readonly OverflowNotice _notice;
    private readonly CanvasStack _stack = new();
    private readonly Action<PanelCanvas> _paintToolbar;
    private readonly Action<PanelCanvas> _paintLegend;
    private readonly Action<PanelCanvas> _paintNotice;
    private double _arrangeDue;

    internal OverlayLayer(
        IWindow window, RunData data, PanelColumns columns, Toolbar toolbar, IReadOnlyList<Card> cards, PictureMeter meter)
    {
        (_data, _toolbar) = (data, toolbar);
        _legend = new Legend(data);
        _columns = columns;
        _notice = new OverflowNotice(Layout, data);
        _mover = new PanelMover(columns, Layout, Invalidate);
        (_paintToolbar, _paintLegend, _paintNotice) = (toolbar.Paint, _legend.Paint, _notice.Paint);
        _panels = [.. columns.Panels.Select(panel => (panel, (Action<PanelCanvas>)(canvas => panel.Paint(canvas, data))))];
        _cards = [.. cards.Select(card => (card, (Action<PanelCanvas>)card.Paint))];
        Input = new OverlayInput(Find, window);

        IGLContext context = window.GLContext!;
        _gl = GlCanvas.TryCreate(name => context.TryGetProcAddress(name, out nint address) ? address : 0)
            ?? throw MissingPartException.OpenGL("SkiaSharp does not accept the context");
        _paint = new PaintContext(_gl.Context, FindFont(), meter);
    }

    /// <summary>Mouse and key input of panels and cards.</summary>
    internal OverlayInput Input { get; }

    /// <summary>The arrangement of the window.</summary>
    internal PanelLayout Layout { get; } = new();

    /// <summary>Repaints everything in the next picture.</summary>
    internal void Invalidate()
    {
        _arrangeDue = 0;
        _toolbar.Image.Invalidate();
        _legend.Image.Invalidate();
        _notice.Image.Invalidate();
        foreach ((Card card, _) in _cards)
        {
            card.Image.Invalidate();
        }

        foreach ((Panel panel, _) in _panels)
        {
            panel.Image.Invalidate();
        }
    }

    /// <summary>Arranges the window again if anything that affects the layout may have changed.</summary>
    /// <param name="width">Width of the window, pixels.</param>
    /// <param name="height">Height of the window, pixels.</param>
    /// <param name="scale">Pixels per unit.</param>
    /// <param name="now">The time, s.</param>
    /// <returns>Whether the world's area has changed.</returns>
    internal bool Arrange(int width, int height, float scale, double now)
    {
        SKRect world = Layout.World;
        if (now >= _arrangeDue || _gl.Size != (width, height))
        {
            // Arranging measures texts, so it counts as painting.
            _paint.Meter.Enter(PicturePart.Repaint);
            Layout.BarHeight = _toolbar.Height(width / scale - 2 * PanelLayout.Gap, PanelLayout.MaxBarHeight(height / scale), _paint.Texts);
            _paint.Meter.Enter(PicturePart.Own);
            Layout.Arrange(width / scale, height / scale, _columns, _data);
            _arrangeDue = now + CachedCanvas.Interval;
        }

        return world != Layout.World;
    }

    /// <summary>Draws the overlays on top of the back buffer.</summary>
    internal void Draw(int width, int height, float scale, double now)
    {
        SKCanvas canvas = _gl.Begin(new GlTarget(0, width, height, StencilBits: StencilBits)) ?? throw MissingPartException.OpenGL("SkiaSharp can't draw on the window");
        _stack.Clear();
        _stack.Add(_toolbar.Image, Layout.Bar, _paintToolbar);
        _stack.Add(_legend.Image, Layout.Legend, _paintLegend);
        _stack.Add(_notice.Image, _notice.Place, _paintNotice);
        foreach ((Panel panel, Action<PanelCanvas> paint) in _panels)
        {
            if (Layout.Panels.TryGetValue(panel, out SKRect place))
            {
                _stack.Add(panel.Image, place, paint);
            }
        }

        foreach ((Card card, Action<PanelCanvas> paint) in _cards)
        {
            if (card.IsShown)
            {
                _stack.Add(card.Image, card.Place(Layout), paint);
            }
        }

        _stack.Draw(canvas, _paint, scale, now);
        _paint.Meter.Enter(PicturePart.Graphics);
        _gl.End();
        _paint.Meter.Enter(PicturePart.Own);
    }

    /// <summary>Returns whether an overlay covers a position of the window, in units, and the key of the button there.</summary>
    internal bool IsCovered(float x, float y, out Key? key)
    {
        key = Layout.Bar.Contains(x, y) ? _toolbar.KeyAt(x - Layout.Bar.Left, y - Layout.Bar.Top) : null;
        return Layout.Bar.Contains(x, y) || Layout.Legend.Contains(x, y) || Find(x, y, out _) is not null;
    }

    /// <summary>Returns the topmost card or panel at a position of the window, in units.</summary>
    private InteractiveCanvas? Find(float x, float y, out SKPoint corner)
    {
        for (int i = _cards.Length - 1; i >= 0; i--)
        {
            SKRect place = _cards[i].Card.Place(Layout);
            if (_cards[i].Card.IsShown && place.Contains(x, y))
            {
                corner = place.Location;
                return _cards[i].Card;
            }
        }

        foreach ((Panel panel, SKRect place) in Layout.Panels)
        {
            if (place.Contains(x, y))
            {
                bool isTitle = y < place.Top + PanelMover.TitleHeight;
                corner = isTitle ? default : place.Location;
                return isTitle ? _mover.Over(panel) : panel;
            }
        }

        corner = default;
        return null;
    }

    public void Dispose()
    {
        foreach ((Panel panel, _) in _panels)
        {
            panel.Dispose();
        }

        _toolbar.Image.Dispose();
        _legend.Image.Dispose();
        _notice.Image.Dispose();
        foreach ((Card card, _) in _cards)
        {
            card.Dispose();
        }

        _paint.Texts.Dispose();
        _gl.Dispose();
    }

    private static TextRenderer FindFont()
    {
        try
        {
            return new TextRenderer();
        }
        catch (MissingFontException error)
        {
            throw MissingPartException.Font(error);
        }
    }
}
