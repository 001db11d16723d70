using System.CommandLine;
using NeuroAgents.Simulation.Tables;

namespace NeuroAgents.Simulation.CommandLine.Options;

/// <summary>The options of all verbs that learn from or read a table.</summary>
internal static class TableOptions
{
    internal static Option<string?> Task() => TextOption.Create(
        "--task", "classification or regression [decided by the target's values]", "TASK", "classification or regression", text => text is "classification" or "regression" ? text : null);

    internal static Option<string?> Decimal() => TextOption.Create(
        "--decimal", "decimal sign: , or . [decided per column from its cells]", "SIGN", NotationChoice.DecimalNames, text => text is "," or "." ? text : null);

    internal static Option<string?> Thousands() => TextOption.Create(
        "--thousands", "thousands separator: none, \",\", \".\", apostrophe or space [decided per column from its cells]", "SIGN", NotationChoice.ThousandsNames,
        text => text is "none" or "," or "." or "apostrophe" or "'" or "space" or " " ? text : null);
}
