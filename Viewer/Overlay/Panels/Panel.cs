using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Panels;

/// <summary>On which side of the world a panel stands.</summary>
internal enum PanelSide
{
    Left,
    Right,
    Below,

    /// <summary>In a column of its own beside the left one, or uppermost in that where the window is narrow.</summary>
    Beside,
}

/// <summary>An overlay that can be switched on and off.</summary>
internal abstract class Panel : InteractiveCanvas
{
    /// <summary>Where its content begins, below the title.</summary>
    protected const float Top = 32;

    /// <summary>Its name on the command line.</summary>
    internal abstract string Name { get; }

    /// <summary>Its title and what its button says.</summary>
    internal abstract string Title { get; }

    /// <summary>The key that switches it.</summary>
    internal abstract Key Key { get; }

    /// <summary>What people call that key.</summary>
    internal string KeyName => ((char)Key).ToString();

    internal abstract PanelSide Side { get; }

    /// <summary>The least height that it can be read at, and the height that it would like.</summary>
    internal abstract (float Least, float Wished) Heights(PanelData data);

    /// <summary>The least height that what matters most of it can be read at.</summary>
    internal virtual float Smallest(PanelData data) => Heights(data).Least;

    /// <summary>The least height that it takes of a column: where that has no room for all of it, what matters most remains.</summary>
    internal float LeastIn(float column, PanelData data) => Heights(data).Least <= column ? Heights(data).Least : Smallest(data);

    /// <summary>Whether it has nothing to show yet: then it has room last.</summary>
    internal virtual bool IsEmpty(PanelData data) => false;

    internal bool IsShown { get; set; }

    /// <summary>How lately it was switched on, among all panels; 0 while it is off.</summary>
    internal int AskedFor { get; set; }

    /// <summary>Whether the person is taking it elsewhere.</summary>
    internal bool IsMoving { get; set; }

    /// <summary>Whether it is typed into.</summary>
    internal bool IsTyping => Typed is not null;

    internal void Paint(PanelCanvas canvas, PanelData data)
    {
        canvas.Text(Title, PanelCanvas.Margin, 21, isBold: true);
        if (data.Brains.Count > 0)
        {
            PaintContent(canvas, data);
        }

        if (IsMoving)
        {
            canvas.Frame(new SKRect(1, 1, canvas.Width - 1, canvas.Height - 1), Palette.Accent, 6, 2);
        }
    }

    protected abstract void PaintContent(PanelCanvas canvas, PanelData data);

    /// <summary>A remark beside the title: the first of several wordings that has room there, or as much of the last as has.</summary>
    protected void Remark(PanelCanvas canvas, params string[] wordings)
    {
        float room = canvas.Right - PanelCanvas.Margin - canvas.Texts.Width(Title, PanelCanvas.Body, isBold: true) - 12;
        string text = Array.Find(wordings, each => canvas.Texts.Width(each, PanelCanvas.Small) <= room) ?? canvas.Texts.Fit(wordings[^1], PanelCanvas.Small, room);
        canvas.TextRight(text, canvas.Right, 21, Palette.Faint, PanelCanvas.Small);
    }
}
