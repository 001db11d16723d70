using System.Globalization;
using NeuroAgents.Simulation.Evaluating;

namespace NeuroAgents.Simulation.CommandLine.Output;

/// <summary>A table of self-play: one line for each side of each seed.</summary>
internal sealed class SelfPlayTable
{
    private readonly TextWriter _output;

    internal SelfPlayTable(TextWriter output)
    {
        _output = output;
        _output.WriteLine("  seed  side          return       elo   script  of teacher  panel elo, by quarters               seconds  brain");
    }

    internal void Write(SelfPlaySeed seed)
    {
        foreach (SelfPlaySide side in seed.Sides)
        {
            string panel = string.Join(" ", side.Panel.Select(part => part.Elo.ToString("F0", CultureInfo.InvariantCulture)));
            string script = side.Panel.Count == 0 ? "–" : side.Panel[^1].Script.ToString("F3", CultureInfo.InvariantCulture);
            string share = side.TeacherScore is { } teacher && side.Panel.Count > 0 ? (side.Panel[^1].Script / teacher).ToString("F2", CultureInfo.InvariantCulture) : "–";
            _output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{seed.Seed,6}  {side.Name,-12}{side.TrainReturn,8:F2}{side.Elo,10:F0}{script,9}{share,12}  {panel,-36}{seed.Seconds,8:F1}  {seed.BrainHash}"));
        }
    }

    internal void WriteSummary(SelfPlayReport report)
    {
        foreach (string side in report.Seeds.SelectMany(seed => seed.Sides).Select(side => side.Name).Distinct())
        {
            double[] returns = [.. report.Seeds.SelectMany(seed => seed.Sides).Where(each => each.Name == side).Select(each => each.TrainReturn ?? double.NaN)];
            _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{side}: return above 0.9 in {returns.Count(value => value > 0.9)} of {returns.Length} seeds, lowest {returns.Min():F2}, highest {returns.Max():F2}"));
        }
    }
}
