using NeuroAgents.Viewer.Input;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;

namespace NeuroAgents.Viewer.Overlays;

/// <summary>What every key and the mouse do.</summary>
internal sealed class HelpCard(IReadOnlyList<Shortcut> shortcuts) : Card
{
    private const float RowHeight = 18;
    private static readonly (string What, string Meaning)[] s_mouse =
        [("wheel", "zoom about the cursor"), ("drag", "move the world"), ("click", "select an agent, or press a button"), ("drag", "a panel by its title, to where it should be")];

    protected override (float Width, float Height) Size => (340, 44 + RowHeight * (shortcuts.Count + s_mouse.Length) + 16);

    internal override void Paint(Sheet sheet)
    {
        sheet.Text("Keys and mouse", Sheet.Margin, 22, isBold: true);
        float y = 46;
        foreach (Shortcut shortcut in shortcuts)
        {
            PaintRow(sheet, shortcut.KeyName, shortcut.Meaning, y);
            y += RowHeight;
        }

        y += 8;
        foreach ((string what, string meaning) in s_mouse)
        {
            PaintRow(sheet, what, meaning, y);
            y += RowHeight;
        }
    }

    private static void PaintRow(Sheet sheet, string what, string meaning, float y)
    {
        sheet.TextRight(what, 66, y, Palette.Accent);
        sheet.Text(meaning, 80, y);
    }
}
