using NeuroAgents.Models;
using NeuroAgents.Simulation.Running;
using NeuroAgents.Viewer.Live;
using NeuroAgents.Viewer.Overlays.Toolkit;
using NeuroAgents.Viewer.Rendering;
using NeuroAgents.Viewer.Windowing;
using SkiaSharp;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>What was learned: every layer's weights, their gradients, updates or change as a map, on one scale that is the same for both signs, and how they are spread. A weight follows a drag.</summary>
/// <param name="post">Where changes of a weight go.</param>
internal sealed class WeightsPanel(Action<LiveCommand> post) : Panel
{
    private const float LayerGap = 8;
    private const float MostStretched = 4;
    private const float CaptionHeight = 28;
    private const float ScaleHeight = 24;
    private const float HistogramHeight = 66;
    private const float FootHeight = 19;
    private const float UnitsPerLimit = 80;
    private readonly Segments _switch = new(WeightViews.Names);
    private readonly List<WeightPlace> _places = [];
    private PanelData? _data;
    private RunFacts? _facts;
    private WeightAddress? _hovered;
    private WeightDrag? _drag;

    internal override string Name => "weights";

    internal override string Title => "Weights";

    internal override Key Key => Key.Number2;

    internal override PanelSide Side => PanelSide.Right;

    /// <summary>What the maps show.</summary>
    internal WeightView View { get; set; }

    /// <summary>Where the newest painting has each brain's layers, by brain and layer.</summary>
    internal IReadOnlyList<WeightPlace> Places => _places;

    /// <summary>Where it has the segment of a view, in units from the panel's corner.</summary>
    internal SKRect SegmentOf(WeightView view) => _switch.Place((int)view);

    internal override (float Least, float Wished) Heights(PanelData data)
    {
        int brains = Math.Max(1, data.Facts?.Brains.Count ?? 1);
        return brains > 1 ? (Top + brains * 188, Top + brains * 300) : (Top + 292, Top + 354);
    }

    internal void NextView() => View = (WeightView)(((int)View + 1) % WeightViews.Names.Count);

    public override bool Hover(float x, float y)
    {
        WeightAddress? before = _hovered;
        _hovered = At(x, y);
        return before != _hovered;
    }

    public override bool Press(float x, float y)
    {
        View = _switch.At(x, y) is >= 0 and int chosen ? (WeightView)chosen : View;
        _hovered = At(x, y);
        if (View != WeightView.Weights || _hovered is not { } address || _data is not { } data || data.Facts != _facts)
        {
            return false;
        }

        WeightMap map = View.Of(data, address.Brain)!;
        float value = map.Weight(address.Layer.Weights, address.Input, address.Output);
        _drag = new WeightDrag(address, address.Describe(_facts!.Brains[address.Brain]), value, y, (float)map.Limit / UnitsPerLimit, post);
        return true;
    }

    public override void Drag(float x, float y) => _drag?.Move(y);

    public override void Release(float x, float y)
    {
        _drag?.End();
        (_drag, _hovered) = (null, At(x, y));
    }

    protected override void PaintContent(Sheet sheet, PanelData data, RunFacts facts)
    {
        _places.Clear();
        _data = data;
        if (facts != _facts)
        {
            // The weights under the cursor are of a run that is over.
            (_facts, _hovered, _drag) = (facts, null, null);
        }

        int step = facts.Brains.Max(brain => brain.Layers.Max(layer => WeightMap.Step(layer.Weights)));
        Remark(sheet, View == WeightView.Change ? $"since frame {Numerals.Whole(data.Mark!.Frame)}; M marks this moment"
            : step > 1 ? $"inputs right, outputs down; of wide layers 1 of {step}" : "inputs to the right, outputs down");
        _switch.Paint(sheet, new SKRect(Sheet.Margin, Top, sheet.Right, Top + Segments.Height), (int)View);
        float top = Top + Segments.Height + 8, height = (sheet.Height - top - FootHeight) / facts.Brains.Count;
        for (int i = 0; i < facts.Brains.Count; i++)
        {
            SKRect place = new(Sheet.Margin, top + i * height, sheet.Right, top + (i + 1) * height);
            if (facts.Brains.Count > 1)
            {
                sheet.Text(facts.Brains[i].Name, place.Left, place.Top + 8, Palette.Category(i, []));
                place.Top += 14;
            }

            PaintBrain(sheet, data, i, place);
        }

        PaintFoot(sheet, data);
    }

    private void PaintBrain(Sheet sheet, PanelData data, int brain, SKRect place)
    {
        BrainFacts facts = data.Facts!.Brains[brain];
        WeightMap? map = View.Of(data, brain);
        float below = CaptionHeight + ScaleHeight;
        bool hasHistograms = place.Height >= below + HistogramHeight + 60;
        float bottom = PaintMaps(sheet, data, map, brain, place with { Bottom = place.Bottom - below - (hasHistograms ? HistogramHeight : 0) }) + CaptionHeight;
        if (map is null)
        {
            sheet.Text(View.WhyNone(facts), place.Left, place.Top + 14, Palette.Text, Sheet.Small);
        }
        else
        {
            PaintScale(sheet, map, new SKRect(place.Left, bottom + 2, place.Right, bottom + 9));
        }

        if (!hasHistograms)
        {
            return;
        }

        float width = (place.Width - 2 * LayerGap) / 3, top = Math.Max(bottom + ScaleHeight, place.Bottom - 90);
        for (WeightView view = WeightView.Weights; view <= WeightView.Updates; view++)
        {
            float left = place.Left + (int)view * (width + LayerGap);
            string none = view == WeightView.Gradients && !facts.HasGradients ? "not readable" : "none yet";
            WeightHistogram.Paint(sheet, WeightViews.Names[(int)view], view.Of(data, brain), none, new SKRect(left, top, left + width, place.Bottom));
        }
    }

    /// <summary>The layers beside each other, with their shapes and update ratios below.</summary>
    /// <returns>Where the tallest ends.</returns>
    private float PaintMaps(Sheet sheet, PanelData data, WeightMap? map, int brain, SKRect place)
    {
        IReadOnlyList<NeuronLayer> layers = data.Facts!.Brains[brain].Layers;
        KindSnapshot now = data.Snapshot.Kinds[brain];
        float cells = layers.Sum(layer => layer.Weights.Rows), tallest = layers.Max(layer => layer.Width);
        float cell = Math.Min((place.Width - LayerGap * (layers.Count - 1)) / cells, place.Height / tallest);
        cell = cell >= 1 ? MathF.Floor(cell) : cell;
        float x = place.Left, bottom = place.Top + tallest * cell;
        for (int i = 0; i < layers.Count; i++)
        {
            ParameterSegment weights = layers[i].Weights;

            // Few outputs would be a thin line: their cells are higher.
            float high = Math.Min(MostStretched, Math.Max(1, MathF.Floor(tallest / weights.Columns))) * cell;
            SKRect rect = new(x, place.Top, x + weights.Rows * cell, place.Top + weights.Columns * high);
            if (map is not null)
            {
                _places.Add(new WeightPlace(brain, layers[i], rect));
                PaintLayer(sheet, map, _places[^1], cell);
            }

            string shape = $"{weights.Rows} → {weights.Columns}";
            sheet.Text(shape, x, bottom + 12, Palette.Category(i + 1, []), Sheet.Small);
            if (now.Updates.Count > 0)
            {
                double ratio = Math.Log10(UpdateRatio.Of(weights, now.Updates.Items, now.Parameters.Items));
                sheet.Text(double.IsFinite(ratio) ? Numerals.Decimals(ratio, 2) : "–", x, bottom + 23, Palette.Text, Sheet.Small);
            }

            x = Math.Max(rect.Right, x + sheet.Lettering.Width(shape, Sheet.Small)) + LayerGap;
        }

        return bottom;
    }

    private void PaintLayer(Sheet sheet, WeightMap map, in WeightPlace place, float cell)
    {
        using SKBitmap image = map.Image(place.Layer.Weights);
        using SKImage shared = SKImage.FromBitmap(image);
        sheet.Canvas.DrawImage(shared, place.Rect, new SKSamplingOptions(cell >= 1 ? SKFilterMode.Nearest : SKFilterMode.Linear));
        sheet.Frame(SKRect.Inflate(place.Rect, 0.5f, 0.5f), Palette.Line);
        if ((_drag?.Address ?? _hovered) is { } address && address.Brain == place.Brain && address.Layer == place.Layer)
        {
            sheet.Frame(SKRect.Inflate(place.Cell(address.Input, address.Output), 1, 1), Palette.Text);
        }
    }

    /// <summary>The weight under the cursor, or what the numbers below the maps are.</summary>
    private void PaintFoot(Sheet sheet, PanelData data)
    {
        string text;
        if ((_drag?.Address ?? _hovered) is { } address && View.Of(data, address.Brain) is { } map)
        {
            float value = _drag?.Value ?? map.Weight(address.Layer.Weights, address.Input, address.Output);
            string hint = View == WeightView.Weights && _drag is null ? "; drag up or down" : "";
            text = $"{address.Describe(data.Facts!.Brains[address.Brain])} = {Numerals.Short(value)}{hint}";
        }
        else
        {
            int steps = data.Snapshot.Kinds[0].UpdateMinibatches;
            string of = steps > 1 ? $"{steps} steps" : "one step";
            text = $"below: log10 of |update| / |weights|, {of}; about −3 is usual";
        }

        sheet.Text(sheet.Lettering.Fit(text, Sheet.Small, sheet.Right - Sheet.Margin), Sheet.Margin, sheet.Height - 7, Palette.Faint, Sheet.Small);
    }

    /// <summary>The colours, with the same axis as the histogram of what is shown.</summary>
    private static void PaintScale(Sheet sheet, WeightMap map, SKRect place)
    {
        const int Steps = 81;
        for (int i = 0; i < Steps; i++)
        {
            float left = place.Left + place.Width * i / Steps;
            sheet.Fill(new SKRect(left, place.Top, left + place.Width / Steps + 0.5f, place.Bottom), Palette.Diverging(2.0 * i / (Steps - 1) - 1));
        }

        float baseline = place.Bottom + 11;
        sheet.Text($"≤ −{Numerals.Short(map.Limit)}", place.Left, baseline, Palette.Faint, Sheet.Small);
        sheet.Text("0", place.MidX, baseline, Palette.Faint, Sheet.Small, SKTextAlign.Center);
        sheet.TextRight($"≥ {Numerals.Short(map.Limit)}", place.Right, baseline, Palette.Faint, Sheet.Small);
    }

    private WeightAddress? At(float x, float y)
    {
        foreach (WeightPlace place in _places)
        {
            if (place.At(x, y) is { } address)
            {
                return address;
            }
        }

        return null;
    }
}
