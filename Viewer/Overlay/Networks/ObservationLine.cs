using NeuroAgents.Agents;

namespace NeuroAgents.Overlay.Networks;

/// <summary>A line in the table of an agent's observations. Sensors with the same parts share lines: <c>food.left_ahead</c> and <c>hazard.left_ahead</c> are both on the line <c>left_ahead</c>.</summary>
/// <param name="Name">Text before the values; empty in a heading.</param>
/// <param name="Headings">Texts above the values; empty except in a heading.</param>
/// <param name="Columns">Columns of the spec, side by side; empty in a heading.</param>
internal sealed record ObservationLine(string Name, IReadOnlyList<string> Headings, IReadOnlyList<int> Columns)
{
    /// <summary>Maximum number of values side by side.</summary>
    private const int MaxColumns = 3;

    /// <summary>Returns the lines of all observations, with every column once.</summary>
    internal static IReadOnlyList<ObservationLine> Of(ObservationSpec spec)
    {
        List<List<Sensor>> tables = [];
        foreach (Sensor sensor in Sensors(spec))
        {
            if (tables.Find(each => each.TrueForAll(other => other.IsLike(sensor))) is { } table)
            {
                table.Add(sensor);
            }
            else
            {
                tables.Add([sensor]);
            }
        }

        return [.. tables.SelectMany(Lines)];
    }

    /// <summary>Returns the name of a column's sensor, which ends before the last dot.</summary>
    internal static string SensorOf(string column) => column.LastIndexOf('.') is > 0 and int dot ? column[..dot] : column;

    /// <summary>Groups columns by their names up to the last dot.</summary>
    private static List<Sensor> Sensors(ObservationSpec spec)
    {
        List<Sensor> sensors = [];
        for (int i = 0; i < spec.Width; i++)
        {
            string column = spec.Columns[i].Name, name = SensorOf(column);
            bool isWhole = name == column;
            if (isWhole || sensors.Find(each => each.Name == name) is not { } sensor)
            {
                sensor = new Sensor(name, [], []);
                sensors.Add(sensor);
            }

            sensor.Parts.Add(isWhole ? "" : column[(name.Length + 1)..]);
            sensor.Columns.Add(i);
        }

        return sensors;
    }

    /// <summary>Returns a line for each sensor, or for each part of sensors with many parts.</summary>
    private static IEnumerable<ObservationLine> Lines(List<Sensor> table)
    {
        Sensor longest = table.MaxBy(sensor => sensor.Parts.Count)!;
        if (longest.Parts.Count <= MaxColumns)
        {
            IEnumerable<ObservationLine> lines = table.Select(sensor => new ObservationLine(sensor.Name, [], sensor.Columns));
            return longest.Parts is [""] ? lines : lines.Prepend(new ObservationLine("", longest.Parts, []));
        }

        if (table.Count > MaxColumns || table.Exists(sensor => sensor.Parts.Count < longest.Parts.Count))
        {
            return table.SelectMany(sensor => sensor.Columns.Select((column, i) => new ObservationLine($"{sensor.Name}.{sensor.Parts[i]}", [], [column])));
        }

        return longest.Parts.Select((part, i) => new ObservationLine(part, [], [.. table.Select(sensor => sensor.Columns[i])]))
            .Prepend(new ObservationLine("", [.. table.Select(sensor => sensor.Name)], []));
    }

    private sealed record Sensor(string Name, List<string> Parts, List<int> Columns)
    {
        /// <summary>Whether both sensors have the same parts, or one has the first parts of the other.</summary>
        internal bool IsLike(Sensor other)
        {
            int common = Math.Min(Parts.Count, other.Parts.Count);
            return Parts.Take(common).SequenceEqual(other.Parts.Take(common));
        }
    }
}
