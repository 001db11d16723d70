using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Overlay.Panels;

/// <summary>The place of a panel relative to the world.</summary>
internal enum PanelSide
{
    Left,
    Right,
    Below,

    /// <summary>A column between the left one and the world; in a narrow window, the top of the left column.</summary>
    InnerLeft,
}

/// <summary>An overlay that can be switched on and off.</summary>
internal abstract class Panel : InteractiveCanvas
{
    /// <summary>Top of the content, below the title.</summary>
    protected const float Top = 32;

    /// <summary>Name of the panel on the command line.</summary>
    internal abstract string Name { get; }

    /// <summary>Title of the panel and caption of its button.</summary>
    internal abstract string Title { get; }

    /// <summary>The key that shows or hides the panel.</summary>
    internal abstract Key Key { get; }

    /// <summary>Name of that key on screen.</summary>
    internal string KeyName => ((char)Key).ToString();

    internal abstract PanelSide Side { get; }

    /// <summary>Returns the minimum readable height and the preferred height.</summary>
    internal abstract (float Min, float Preferred) Heights(PanelData data);

    /// <summary>Returns the minimum readable height of the most important content.</summary>
    internal virtual float MinEssentialHeight(PanelData data) => Heights(data).Min;

    /// <summary>Returns the minimum height in a column: that of all content if the column is high enough, else that of the most important content.</summary>
    internal float MinHeightIn(float column, PanelData data) => Heights(data).Min <= column ? Heights(data).Min : MinEssentialHeight(data);

    /// <summary>Whether the panel has nothing to show yet. Empty panels get room last.</summary>
    internal virtual bool IsEmpty(PanelData data) => false;

    internal bool IsShown { get; set; }

    /// <summary>Order in which the panel was opened: higher is later, 0 is closed.</summary>
    internal int OpenOrder { get; set; }

    /// <summary>Whether the user is moving the panel.</summary>
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

    /// <summary>Paints a remark at the right of the title: the first wording that fits, or the shortened last one.</summary>
    protected void Remark(PanelCanvas canvas, params string[] wordings)
    {
        float room = canvas.Right - PanelCanvas.Margin - canvas.Texts.Width(Title, PanelCanvas.Body, isBold: true) - 12;
        string text = Array.Find(wordings, each => canvas.Texts.Width(each, PanelCanvas.Small) <= room) ?? canvas.Texts.Fit(wordings[^1], PanelCanvas.Small, room);
        canvas.TextRight(text, canvas.Right, 21, Palette.Faint, PanelCanvas.Small);
    }
}
