using System.Globalization;

namespace NeuroAgents.Simulation.CommandLine.Output;

/// <summary>A text chart of the losses by epoch: dots for the training loss, circles for the validation loss, on a logarithmic axis.</summary>
internal static class HistoryChart
{
    private const int Width = 64;
    private const int Height = 10;
    private const char Training = '·';
    private const char Validation = 'o';

    internal static IEnumerable<string> Draw(IReadOnlyList<double> training, IReadOnlyList<double> validation)
    {
        double[] drawn = [.. training.Concat(validation).Where(loss => double.IsFinite(loss) && loss > 0)];
        if (training.Count < 2 || drawn.Length == 0)
        {
            yield break;
        }

        double top = Math.Log(drawn.Max()), bottom = Math.Min(Math.Log(drawn.Min()), top - 0.1);
        char[][] picture = [.. Enumerable.Range(0, Height).Select(_ => Enumerable.Repeat(' ', Width).ToArray())];
        Plot(picture, training, Training, bottom, top);
        Plot(picture, validation, Validation, bottom, top);
        yield return $"{"loss",9}  {Training} training{(validation.Count > 0 ? $"  {Validation} validation" : "")}";
        for (int row = 0; row < Height; row++)
        {
            double value = Math.Exp(top - (top - bottom) * row / (Height - 1));
            yield return string.Create(CultureInfo.InvariantCulture, $"{value,9:G3} │{new string(picture[row]).TrimEnd()}");
        }

        string last = string.Create(CultureInfo.InvariantCulture, $"epoch {training.Count}");
        yield return $"{"",9} └{new string('─', Width)}";
        yield return $"{"",11}1{last.PadLeft(Width - 1)}";
    }

    private static void Plot(char[][] picture, IReadOnlyList<double> losses, char mark, double bottom, double top)
    {
        for (int column = 0; column < Width && losses.Count > 0; column++)
        {
            double loss = losses[(int)((long)column * (losses.Count - 1) / (Width - 1))];
            if (double.IsFinite(loss) && loss > 0)
            {
                int row = (int)Math.Round((top - Math.Log(loss)) / (top - bottom) * (Height - 1));
                picture[Math.Clamp(row, 0, Height - 1)][column] = mark;
            }
        }
    }
}
