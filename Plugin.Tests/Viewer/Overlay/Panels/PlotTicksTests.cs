using System.Globalization;
using NeuroAgents.Overlay.Panels;
using ScottPlot;
using Xunit;

namespace NeuroAgents.Tests.Viewer.Overlay.Panels;

public sealed class PlotTicksTests
{
    /// <summary>A single mark shows no scale, and more than seven do not fit.</summary>
    [Fact]
    public void ALogarithmicAxisHasTwoToSevenMarksWithTheirValues()
    {
        for (double range = 0.1; range < 6; range *= 1.07)
        {
            for (double low = -5; low < 2; low += 0.037)
            {
                Tick[] ticks = PlotTicks.OfLogarithms(low, low + range);
                Assert.InRange(ticks.Length, 2, 7);
                Assert.All(ticks, tick => Assert.InRange(tick.Position, low - 1e-9, low + range + 1e-9));
                Assert.All(ticks, tick => Assert.Equal(tick.Position, Math.Log10(double.Parse(tick.Label, CultureInfo.InvariantCulture)), 0.02));
            }
        }
    }
}
