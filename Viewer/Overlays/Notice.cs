using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>The line above the legend that says which panels have no room.</summary>
internal sealed class Notice(PanelLayout layout)
{
    internal CachedSheet Image { get; } = new();

    internal void Paint(Sheet sheet)
        => sheet.Text(sheet.Lettering.Fit(layout.NoticeText, Sheet.Small, sheet.Width - 2 * Sheet.Margin), Sheet.Margin, sheet.Height / 2 + 3.5f, Palette.Warning, Sheet.Small);
}
