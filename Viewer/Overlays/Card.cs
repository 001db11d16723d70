using NeuroAgents.Overlay.Toolkit;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>An overlay that covers part of the world while it is open.</summary>
internal abstract class Card : InteractiveCanvas
{
    internal bool IsShown { get; set; }

    /// <summary>Returns the card's place: centred over the world's area, as large as it needs to be, and entirely inside the window.</summary>
    internal SKRect Place(PanelLayout layout)
    {
        (float width, float height) = Size;
        SKRect place = new(0, 0, width, height);
        float left = Math.Max(layout.Bar.Left, Math.Min(layout.World.MidX - width / 2, layout.Bar.Right - width));
        place.Offset(MathF.Round(left), MathF.Round(Math.Max(layout.Bar.Bottom + PanelLayout.Gap, layout.World.MidY - height / 2)));
        return place;
    }

    protected abstract (float Width, float Height) Size { get; }

    internal abstract void Paint(PanelCanvas canvas);
}

/// <summary>A list of all keys and mouse actions.</summary>
internal sealed class HelpCard(IReadOnlyList<Shortcut> shortcuts) : Card
{
    private const float RowHeight = 18;
    private static readonly (string What, string Meaning)[] s_others =
    [
        ("wheel", "zoom about the cursor"), ("drag", "pan the view"), ("click", "select an agent, or press a button"),
        ("drag", "move a panel by its title"), ("drop", "open a saved brain or run"),
        ("Ctrl", "C, V, A in a field: copy, paste, select all"),
    ];

    private const float ColumnWidth = 330;

    /// <summary>Number of rows in each of two columns, which fit into a small window.</summary>
    private int Rows => (shortcuts.Count + s_others.Length + 1) / 2;

    protected override (float Width, float Height) Size => (2 * ColumnWidth + 16, 44 + RowHeight * Rows + 8);

    internal override void Paint(PanelCanvas canvas)
    {
        canvas.Text("Keys and mouse", PanelCanvas.Margin, 22, isBold: true);
        for (int i = 0; i < shortcuts.Count + s_others.Length; i++)
        {
            (string what, string meaning) = i < shortcuts.Count ? (shortcuts[i].KeyName, shortcuts[i].Meaning) : s_others[i - shortcuts.Count];
            float x = i < Rows ? 0 : ColumnWidth, y = 46 + i % Rows * RowHeight;
            canvas.TextRight(what, x + 54, y, Palette.Accent);
            canvas.Text(canvas.Texts.Fit(meaning, PanelCanvas.Body, ColumnWidth - 70), x + 66, y);
        }
    }
}
