using NeuroAgents.Overlay.Panels;
using NeuroAgents.Overlay.Toolkit;
using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Snapshots;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>A panel for changing the run. Learning settings take effect at once; agents, seed and the scenario's settings take effect on a restart.</summary>
/// <param name="run">The run's data.</param>
/// <param name="runner">The runner of the run.</param>
/// <param name="current">The current run, which the panel can restart.</param>
internal sealed class SettingsPanel(RunData run, LiveRunner runner, CurrentRun current) : Panel
{
    private const float MinHeight = 300;
    private const float FootHeight = 46;
    private const float LineHeight = 12;
    private const int FootLines = 3;
    private readonly List<ControlRow> _rows = [];
    private StartDraft? _draft;
    private RunFacts? _facts;
    private float _scroll;
    private string? _restartRefusal;
    private Control? _pointed;

    internal override string Name => "settings";

    internal override string Title => "Settings";

    internal override Key Key => Key.Number7;

    internal override PanelSide Side => PanelSide.InnerLeft;

    internal override (float Min, float Preferred) Heights(PanelData data)
    {
        Begin(run.Facts);
        return (MinHeight, Math.Max(MinHeight, Top + _rows.Count * ControlRow.Height + FootHeight + 12));
    }

    /// <summary>The controls, accessible to tests and scripts without a mouse.</summary>
    internal ControlGroup Controls { get; } = new();

    internal override Field? Typed => Controls.Typed as Field;

    /// <summary>Text of the line at the foot: the reason why an input was refused, or the meaning of the control under the cursor.</summary>
    internal string Foot => Refusal ?? _rows.Find(row => row.Has(_pointed ?? Controls.Typed))?.Meaning ?? "";

    private string? Refusal => ((Controls.Typed ?? Controls.LastTyped) as Field)?.Refusal ?? RefusedField?.Refusal ?? _restartRefusal;

    /// <summary>The field whose text was refused; null if there is none.</summary>
    private Field? RefusedField => Controls.All.OfType<Field>().FirstOrDefault(each => each.Refusal is not null);

    protected override void PaintContent(PanelCanvas canvas, PanelData data)
    {
        Begin(run.Facts);
        float bottom = canvas.Height - FootHeight;
        _scroll = Math.Clamp(_scroll, 0, Math.Max(0, MathF.Ceiling((_rows.Count * ControlRow.Height - (bottom - Top)) / ControlRow.Height)));
        float y = Top - _scroll * ControlRow.Height;
        foreach (ControlRow row in _rows)
        {
            bool hasRoom = y >= Top - 1 && y + ControlRow.Height <= bottom + 1;
            if (hasRoom)
            {
                row.Arrange(y, canvas.Right);
                PaintLabel(canvas, row, y);
            }
            else
            {
                row.Hide();
            }

            y += ControlRow.Height;
        }

        Controls.Paint(canvas);
        if (_scroll > 0 || y > bottom + 1)
        {
            Remark(canvas, "scroll for more");
        }
        else if (run.Snapshot.Learning.RateScale < 1)
        {
            Remark(canvas, $"guard: rate × {Numerals.Short(run.Snapshot.Learning.RateScale)}");
        }

        PaintFoot(canvas, bottom);
    }

    internal override bool Hover(float x, float y)
    {
        Control? before = _pointed;
        _pointed = Controls.All.Find(control => control.Place.Contains(x, y));
        return _pointed != before;
    }

    internal override bool Press(float x, float y)
    {
        _restartRefusal = null;
        return Controls.Press(x, y);
    }

    internal override void Drag(float x, float y) => Controls.Drag(x);

    internal override void Release(float x, float y) => Controls.Release(x, y);

    internal override void Scroll(float x, float y, float notches) => _scroll -= MathF.Round(notches);

    internal override void Type(char character) => Controls.Type(character);

    internal override void Type(Key key) => Controls.Type(key);

    internal override void Leave() => Controls.TypeInto(null);

    /// <summary>Rebuilds the controls when another run starts.</summary>
    private void Begin(RunFacts? facts)
    {
        if (facts is null || facts == _facts)
        {
            return;
        }

        _facts = facts;
        _draft = new StartDraft(facts.Options);
        Controls.Clear();
        _rows.Clear();
        _rows.Add(new ControlRow("Live", ""));
        _rows.AddRange(new LearningControls(runner, () => run.Snapshot.Learning).Rows());
        _rows.Add(new ControlRow("On restart", ""));
        _rows.AddRange(new StartControls(_draft).Rows());
        _rows.Add(new ControlRow("", "restarts the run with all settings shown here, live changes included",
            new PushButton("Apply and restart", Restart) { IsHighlighted = () => _draft.IsPending(run.Snapshot.Learning) }));
        Controls.All.AddRange(_rows.SelectMany(row => row.Controls));
    }

    /// <summary>Restarts the run, unless a field holds a refused text.</summary>
    private void Restart() => _restartRefusal = RefusedField is null ? current.Restart(_draft!.Build(run.Snapshot.Learning)) : null;

    private static void PaintLabel(PanelCanvas canvas, ControlRow row, float y)
    {
        bool isHeading = row.Controls.Count == 0;
        float baseline = y + (ControlRow.Height - 3) / 2 + 4;
        if (isHeading)
        {
            float from = PanelCanvas.Margin + canvas.Texts.Width(row.Label, PanelCanvas.Small) + 8;
            canvas.Line(from, baseline - 3.5f, canvas.Right, baseline - 3.5f, Palette.Line);
        }

        canvas.Text(row.Label, PanelCanvas.Margin, baseline, isHeading ? Palette.Accent : Palette.Text, isHeading ? PanelCanvas.Small : PanelCanvas.Body);
    }

    private void PaintFoot(PanelCanvas canvas, float top)
    {
        float y = top + 12;
        foreach (string line in canvas.Texts.Wrap(Foot, PanelCanvas.Small, canvas.Right - PanelCanvas.Margin, FootLines))
        {
            canvas.Text(line, PanelCanvas.Margin, y, Refusal is not null ? Palette.Warning : Palette.Faint, PanelCanvas.Small);
            y += LineHeight;
        }
    }
}
