using System.CommandLine;
using NeuroAgents.Simulation.Tables;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>Options of every verb that reads a table.</summary>
internal static class TableOptions
{
    internal static Option<string?> Task() => TextOption.Create(
        "--task", "classification or regression [as the target's values are]", "TASK", "classification or regression", text => text is "classification" or "regression" ? text : null);

    internal static Option<string?> Decimal() => TextOption.Create(
        "--decimal", "decimal sign: , or . [as the cells of a column show]", "SIGN", NotationChoice.DecimalNames, text => text is "," or "." ? text : null);

    internal static Option<string?> Thousands() => TextOption.Create(
        "--thousands", "thousands separator: none, \",\", \".\", apostrophe or space [as the cells of a column show]", "SIGN", NotationChoice.ThousandsNames,
        text => text is "none" or "," or "." or "apostrophe" or "'" or "space" or " " ? text : null);
}
