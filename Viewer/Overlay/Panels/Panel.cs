using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Panels;

/// <summary>The side of the world on which a panel stands.</summary>
internal enum PanelSide
{
    Left,
    Right,
    Below,

    /// <summary>A separate column beside the left one, or the top of the left one in a narrow window.</summary>
    Beside,
}

/// <summary>An overlay that can be switched on and off.</summary>
internal abstract class Panel : InteractiveCanvas
{
    /// <summary>Top of the content, below the title.</summary>
    protected const float Top = 32;

    /// <summary>Its name on the command line.</summary>
    internal abstract string Name { get; }

    /// <summary>Title of the panel and caption of its button.</summary>
    internal abstract string Title { get; }

    /// <summary>The key that switches it.</summary>
    internal abstract Key Key { get; }

    /// <summary>Name of that key on screen.</summary>
    internal string KeyName => ((char)Key).ToString();

    internal abstract PanelSide Side { get; }

    /// <summary>Returns the minimum readable height and the preferred height.</summary>
    internal abstract (float Least, float Wished) Heights(PanelData data);

    /// <summary>Returns the minimum readable height of the most important content.</summary>
    internal virtual float Smallest(PanelData data) => Heights(data).Least;

    /// <summary>Returns the minimum height in a column: that of all content if the column is high enough, else that of the most important content.</summary>
    internal float LeastIn(float column, PanelData data) => Heights(data).Least <= column ? Heights(data).Least : Smallest(data);

    /// <summary>Whether the panel has nothing to show yet. Empty panels get room last.</summary>
    internal virtual bool IsEmpty(PanelData data) => false;

    internal bool IsShown { get; set; }

    /// <summary>Position of the panel's last switching-on among those of all panels; higher is later, 0 is off.</summary>
    internal int AskedFor { get; set; }

    /// <summary>Whether the person is moving the panel.</summary>
    internal bool IsMoving { get; set; }

    /// <summary>Whether the panel receives typed text.</summary>
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

    /// <summary>Paints a remark beside the title: the first wording that fits, or the shortened last one.</summary>
    protected void Remark(PanelCanvas canvas, params string[] wordings)
    {
        float room = canvas.Right - PanelCanvas.Margin - canvas.Texts.Width(Title, PanelCanvas.Body, isBold: true) - 12;
        string text = Array.Find(wordings, each => canvas.Texts.Width(each, PanelCanvas.Small) <= room) ?? canvas.Texts.Fit(wordings[^1], PanelCanvas.Small, room);
        canvas.TextRight(text, canvas.Right, 21, Palette.Faint, PanelCanvas.Small);
    }
}
