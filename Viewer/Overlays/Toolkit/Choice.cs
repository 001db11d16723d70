using NeuroAgents.Viewer.Rendering;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Toolkit;

/// <summary>One of a few words: its left end goes back, the rest of it on.</summary>
/// <param name="name">What it changes.</param>
/// <param name="words">The words in their order.</param>
/// <param name="read">The word that holds now.</param>
/// <param name="write">Takes another one.</param>
internal sealed class Choice(string name, IReadOnlyList<string> words, Func<string> read, Action<string> write) : Control(name)
{
    private const float Arrow = 18;
    private int _way;

    /// <summary>Whether a word that is not the default stands out.</summary>
    internal Func<bool> IsMarked { get; init; } = () => false;

    internal override void Paint(Sheet sheet, bool isTyping)
    {
        sheet.Fill(Place, Palette.Background, 3);
        sheet.Frame(Place, Palette.Line, 3);
        float baseline = Place.MidY + 4;
        SKColor arrows = IsEnabled() ? Palette.Accent : Palette.Line;
        sheet.Text("‹", Place.Left + Arrow / 2, baseline, arrows, Sheet.Body, SKTextAlign.Center);
        sheet.Text("›", Place.Right - Arrow / 2, baseline, arrows, Sheet.Body, SKTextAlign.Center);
        string word = sheet.Lettering.Fit(read(), Sheet.Body, Place.Width - 2 * Arrow);
        sheet.Text(word, Place.MidX, baseline, !IsEnabled() ? Palette.Faint : IsMarked() ? Palette.Warning : Palette.Text, Sheet.Body, SKTextAlign.Center);
    }

    internal override void Press(float x) => _way = x < Place.Left + Arrow ? -1 : 1;

    internal override void Release(bool isInside)
    {
        if (isInside)
        {
            int now = words.ToList().IndexOf(read());
            write(words[(now + _way + words.Count) % words.Count]);
        }
    }
}
