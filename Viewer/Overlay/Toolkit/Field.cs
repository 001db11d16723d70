using SkiaSharp;

namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A text field. Enter or a click elsewhere accepts the text, Esc discards it.</summary>
/// <param name="name">Name of the controlled value.</param>
/// <param name="read">Returns the current text.</param>
/// <param name="write">Accepts a text and returns null, or returns a one-line reason for refusing it.</param>
internal sealed class Field(string name, Func<string> read, Func<string, string?> write) : Control(name)
{
    private const int MaxLength = 64;
    private const float Padding = 6;
    private string? _typed;
    private int _caret;
    private bool _isAllSelected;

    /// <summary>Whether a text other than the default is highlighted.</summary>
    internal Func<bool> IsMarked { get; init; } = () => false;

    /// <summary>Text shown while the field is empty.</summary>
    internal string Placeholder { get; init; } = "";

    /// <summary>Receives every change of the text, without Enter.</summary>
    internal Action<string> Edited { get; init; } = _ => { };

    /// <summary>Reason why the text was refused; null if it was accepted.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>The shown text.</summary>
    internal string Text => _typed ?? read();

    internal override bool AcceptsText => true;

    internal override void Paint(PanelCanvas canvas, bool isTyping)
    {
        bool isEnabled = IsEnabled();
        canvas.Fill(Place, Palette.Background, 3);
        canvas.Frame(Place, Refusal is not null ? Palette.Warning : isTyping ? Palette.Accent : Palette.Line, 3);
        float baseline = Place.MidY + 4, width = Place.Width - 2 * Padding;
        string text = canvas.Texts.Fit(Text, PanelCanvas.Body, width);
        if (isTyping && _isAllSelected && text.Length > 0)
        {
            float end = Place.Left + Padding + canvas.Texts.Width(text, PanelCanvas.Body);
            canvas.Fill(new SKRect(Place.Left + Padding - 1, Place.Top + 3, end + 1, Place.Bottom - 3), Palette.Mix(Palette.Background, Palette.Accent, 0.4), 1);
        }

        SKColor colour = !isEnabled || text.Length == 0 ? Palette.Faint : IsMarked() ? Palette.Warning : Palette.Text;
        canvas.Text(text.Length == 0 ? Placeholder : text, Place.Left + Padding, baseline, colour);
        if (isTyping)
        {
            float caret = Math.Min(Place.Right - Padding, Place.Left + Padding + canvas.Texts.Width(Text[..Math.Min(_caret, Text.Length)], PanelCanvas.Body));
            canvas.Line(caret + 0.5f, Place.Top + 4, caret + 0.5f, Place.Bottom - 4, Palette.Accent);
        }
    }

    internal override void Enter()
    {
        _typed = read();
        (_caret, _isAllSelected, Refusal) = (_typed.Length, true, null);
    }

    internal override void Type(char character)
    {
        if (char.IsControl(character))
        {
            return;
        }

        if (_isAllSelected)
        {
            Replace("", 0);
        }

        if (Text.Length < MaxLength)
        {
            Replace(Text.Insert(_caret, character.ToString()), _caret + 1);
        }
    }

    internal override void Type(Key key)
    {
        switch (key)
        {
            case Key.Backspace when _isAllSelected:
            case Key.Delete when _isAllSelected:
                Replace("", 0);
                break;
            case Key.Backspace when _caret > 0:
                Replace(Text.Remove(_caret - 1, 1), _caret - 1);
                break;
            case Key.Delete when _caret < Text.Length:
                Replace(Text.Remove(_caret, 1), _caret);
                break;
            case Key.Left or Key.Right or Key.Home or Key.End:
                int to = key switch { Key.Left => _caret - 1, Key.Right => _caret + 1, Key.Home => 0, _ => Text.Length };
                (_caret, _isAllSelected) = (Math.Clamp(to, 0, Text.Length), false);
                break;
            case Key.Enter or Key.KeypadEnter:
                Commit();
                break;
            case Key.Escape:
                (_typed, Refusal) = (null, null);
                break;
        }
    }

    /// <summary>Selects the whole text, so the next typed character replaces it.</summary>
    internal void SelectAll() => (_caret, _isAllSelected) = (Text.Length, true);

    /// <summary>Ends typing. A refused text is discarded; its reason stays readable.</summary>
    internal override void Leave()
    {
        if (_typed is not null && _typed != read())
        {
            Refusal = write(_typed);
        }

        _typed = null;
    }

    /// <summary>Clears the reason after it was read.</summary>
    internal void ClearRefusal() => Refusal = null;

    private void Commit()
    {
        Refusal = _typed is null || _typed == read() ? null : write(_typed);
        _typed = Refusal is null ? null : _typed;
    }

    private void Replace(string text, int caret)
    {
        (_typed, _caret, _isAllSelected, Refusal) = (text, caret, false, null);
        Edited(text);
    }
}
