using NeuroAgents.Overlay.Brains;
using SkiaSharp;

namespace NeuroAgents.Overlay.Networks;

/// <summary>The places of a network's inputs and neurons. Inputs are on the left, followed by one grid of cells for each layer; cells are as large as the room allows.</summary>
internal sealed class NeuronPlaces
{
    /// <summary>Minimum distance between the centres of two names.</summary>
    internal const float MinPitch = 10;

    private const float MaxNameWidth = 118;
    private const float LetterWidth = 6.4f;
    private const float OutputNameWidth = 78;

    /// <summary>Width of an output's value behind its name.</summary>
    internal const float NumberWidth = 32;
    private const float MinInputSize = 4;
    private const float MaxInputSize = 14;
    private const float MaxCellSize = 34;
    private const float MaxMapSize = 64;

    /// <param name="brain">The brain with the neurons.</param>
    /// <param name="room">Area for the network.</param>
    /// <param name="hasMaps">Whether each neuron is a picture.</param>
    internal NeuronPlaces(BrainFacts brain, SKRect room, bool hasMaps)
    {
        int inputs = brain.Observations.Width;
        bool isWide = room.Width > 4 * MaxNameWidth;
        NamesInputs = isWide && room.Height / inputs >= MinPitch;
        NamesSensors = isWide && !NamesInputs && room.Height / inputs >= MinInputSize;
        float name = Math.Min(MaxNameWidth, 14 + LetterWidth * brain.Observations.Columns.Max(column => (NamesSensors ? ObservationLine.SensorOf(column.Name) : column.Name).Length));
        ShowsActions = isWide && brain.Actions.ContinuousCount > 0;
        float left = room.Left + (NamesInputs || NamesSensors ? name : 0), right = room.Right - OutputNameWidth - (ShowsActions ? NumberWidth : 0);
        float inputWidth = NamesInputs || NamesSensors ? MaxInputSize : 2 * MaxInputSize;
        Inputs = Grid(room with { Left = left, Right = left + inputWidth }, inputs, MaxInputSize);
        Neurons = new SKRect[brain.Layers[^1].First + brain.Layers[^1].Width];

        // Space for edges between bands.
        float gap = Math.Max(34, 0.11f * (right - left)), outputs = hasMaps ? Math.Min(MaxMapSize, room.Height / 3) : MaxInputSize + 4;
        int hidden = brain.Layers.Count - 1;
        float band = Math.Max(10, (right - left - inputWidth - outputs - gap * brain.Layers.Count) / Math.Max(1, hidden));
        float x = left + inputWidth + gap;
        foreach (NeuronLayer layer in brain.Layers)
        {
            bool isOutput = layer == brain.Layers[^1];
            SKRect place = isOutput ? room with { Left = right - outputs, Right = right } : room with { Left = x, Right = x + band };
            Grid(place, layer.Width, isOutput ? outputs : hasMaps ? MaxMapSize : MaxCellSize).CopyTo(Neurons, layer.First);
            x += band + gap;
        }
    }

    /// <summary>Whether every input's name fits.</summary>
    internal bool NamesInputs { get; }

    /// <summary>Whether only the sensors' names fit.</summary>
    internal bool NamesSensors { get; }

    /// <summary>Whether there is room for the agent's action next to each output of a continuous action.</summary>
    internal bool ShowsActions { get; }

    /// <summary>The inputs' cells.</summary>
    internal SKRect[] Inputs { get; }

    /// <summary>The neurons' cells, layer after layer.</summary>
    internal SKRect[] Neurons { get; }

    /// <summary>Returns the input or the neuron at a place; −1 for none.</summary>
    internal (int Input, int Neuron) At(float x, float y)
        => (Array.FindIndex(Inputs, cell => cell.Contains(x, y)), Array.FindIndex(Neurons, cell => cell.Contains(x, y)));

    /// <summary>Returns cells from top to bottom, column by column, in the middle of a band.</summary>
    private static SKRect[] Grid(SKRect band, int count, float most)
    {
        int columns = 1;
        float size = 0;
        for (int tried = 1; tried <= count && band.Width / tried > size; tried++)
        {
            float fits = Math.Min(most, Math.Min(band.Width / tried, band.Height / Rows(count, tried)));
            (columns, size) = fits > size + 0.01f ? (tried, fits) : (columns, size);
        }

        int rows = Rows(count, columns);
        columns = Rows(count, rows);
        float left = band.MidX - columns * size / 2, top = band.MidY - rows * size / 2, gap = size > 7 ? 1 : size > 3 ? 0.4f : 0;
        return [.. Enumerable.Range(0, count).Select(i => SKRect.Inflate(
            SKRect.Create(left + i / rows * size, top + i % rows * size, size, size), -gap, -gap))];
    }

    private static int Rows(int count, int columns) => (count + columns - 1) / columns;
}
