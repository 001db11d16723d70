using NeuroAgents.Activations;
using NeuroAgents.Models;

namespace NeuroAgents.Simulation.Tables;

/// <summary>What a fitted network reads from a table and what its outputs mean, as it stands in its file.</summary>
internal sealed record TableDescription
{
    /// <summary>The column that was learned.</summary>
    public string Target { get; set; } = "";

    /// <summary>Names of the classes, in the order of the outputs; empty for a regression.</summary>
    public string[] Classes { get; set; } = [];

    /// <summary>Of a regression: what output 0 stands for.</summary>
    public double TargetMean { get; set; }

    /// <summary>Of a regression: what one unit of the output is in the target's own.</summary>
    public double TargetDeviation { get; set; } = 1;

    /// <summary>Notation of the target's numbers; null in files of older versions.</summary>
    public NumberNotation? TargetNotation { get; set; }

    /// <summary>Widths of the hidden layers.</summary>
    public int[] Hidden { get; set; } = [];

    /// <summary>The activation of hidden layers by name.</summary>
    public string Activation { get; set; } = "relu";

    /// <summary>Rate of the dropout behind hidden layers: of the training, but the layers' names count it.</summary>
    public float Dropout { get; set; }

    /// <summary>The columns that are read, in the order of the inputs.</summary>
    public ColumnCode[] Columns { get; set; } = [];

    internal int Inputs => Columns.Sum(column => column.Width);

    internal int Outputs => Math.Max(1, Classes.Length);

    /// <summary>What is wrong with it; null for nothing.</summary>
    internal string? Fault()
        => Array.Exists(Columns, column => !column.IsValid) || Columns.Length == 0 ? "columns that no table has"
        : Columns.Select(column => column.Name).Distinct().Count() != Columns.Length ? "a column twice"
        : Classes.Length == 1 || Classes.Distinct().Count() != Classes.Length ? "classes that are none"
        : TargetNotation is { IsValid: false } ? "a target whose signs are none"
        : !double.IsFinite(TargetMean) || !(TargetDeviation > 0 && TargetDeviation <= double.MaxValue) ? "a target that is no number"
        : Hidden.Length > 256 || Array.Exists(Hidden, width => width is < 1 or > 4096) ? "hidden layers out of 1 to 4096"
        : !(Dropout >= 0 && Dropout < 1) ? "a dropout out of 0 to below 1"
        : null;

    /// <exception cref="ArgumentException">The activation is unknown.</exception>
    internal Sequential CreateNetwork()
        => Sequential.Perceptrons(Inputs, Hidden, Outputs, NeuroAgents.Activations.Activation.FromName(Activation), dropout: Dropout);
}
