using System.Globalization;
using ScottPlot;

namespace NeuroAgents.Viewer.Overlays.Panels;

/// <summary>Where axes have marks: at 1, 2 and 5 times powers of ten.</summary>
internal static class PlotTicks
{
    /// <summary>About so many marks between two values.</summary>
    internal static IEnumerable<double> Linear(double low, double high, int about)
    {
        double rough = (high - low) / about, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power < 1.5 ? 1 : rough / power < 3.5 ? 2 : rough / power < 7.5 ? 5 : 10);
        for (double tick = Math.Ceiling(low / step) * step; tick <= high + step * 1e-9; tick += step)
        {
            yield return Math.Abs(tick) < step * 1e-9 ? 0 : tick;
        }
    }

    /// <summary>Marks of an axis that shows values as they are.</summary>
    internal static Tick[] OfValues(double low, double high, int about)
        => [.. Linear(low, high, about).Select(tick => new Tick(tick, tick.ToString("0.####", CultureInfo.InvariantCulture)))];

    /// <summary>Marks of an axis that shows logarithms to base ten: few enough to have room.</summary>
    internal static Tick[] OfLogarithms(double low, double high)
    {
        if (high - low < 0.7)
        {
            return [.. Linear(Math.Pow(10, low), Math.Pow(10, high), 4).Select(OfLogarithm)];
        }

        double[] factors = high - low > 2.2 ? [1] : high - low > 1.4 ? [1, 3] : [1, 2, 5];
        return
        [
            .. from power in Enumerable.Range((int)Math.Floor(low), (int)Math.Ceiling(high) - (int)Math.Floor(low) + 1)
               from factor in factors
               let value = factor * Math.Pow(10, power)
               where value >= Math.Pow(10, low) && value <= Math.Pow(10, high)
               select OfLogarithm(value),
        ];
    }

    private static Tick OfLogarithm(double value) => new(Math.Log10(value), value.ToString("0.########", CultureInfo.InvariantCulture));
}
