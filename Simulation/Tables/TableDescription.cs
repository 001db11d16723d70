using NeuroAgents.Activations;
using NeuroAgents.Models;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The columns that a fitted network reads and the meaning of its outputs, as stored in its file.</summary>
internal sealed record TableDescription
{
    /// <summary>Name of the column that was learned.</summary>
    public string Target { get; set; } = "";

    /// <summary>Names of the classes, in the order of the outputs; empty for a regression.</summary>
    public string[] Classes { get; set; } = [];

    /// <summary>Mean of a regression's target, which is the meaning of output 0.</summary>
    public double TargetMean { get; set; }

    /// <summary>Standard deviation of a regression's target, which is one unit of the output.</summary>
    public double TargetDeviation { get; set; } = 1;

    /// <summary>Notation of the target's numbers; null in files of older versions.</summary>
    public NumberNotation? TargetNotation { get; set; }

    /// <summary>Widths of the hidden layers.</summary>
    public int[] Hidden { get; set; } = [];

    /// <summary>Name of the hidden layers' activation.</summary>
    public string Activation { get; set; } = "relu";

    /// <summary>Dropout rate after hidden layers, 0 to below 1. It is needed without training too, because dropout layers count in the layers' names.</summary>
    public float Dropout { get; set; }

    /// <summary>The columns that the network reads, in the order of the inputs.</summary>
    public ColumnCode[] Columns { get; set; } = [];

    internal int Inputs => Columns.Sum(column => column.Width);

    internal int Outputs => Math.Max(1, Classes.Length);

    /// <summary>Returns the first invalid part in words; null if all parts are valid.</summary>
    internal string? Fault()
        => Array.Exists(Columns, column => !column.IsValid) || Columns.Length == 0 ? "invalid columns"
        : Columns.Select(column => column.Name).Distinct().Count() != Columns.Length ? "a repeated column"
        : Classes.Length == 1 || Classes.Distinct().Count() != Classes.Length ? "a single or a repeated class"
        : TargetNotation is { IsValid: false } ? "an invalid notation of the target"
        : !double.IsFinite(TargetMean) || !(TargetDeviation > 0 && TargetDeviation <= double.MaxValue) ? "an invalid mean or deviation of the target"
        : Hidden.Length > 256 || Array.Exists(Hidden, width => width is < 1 or > 4096) ? "more than 256 hidden layers, or one outside 1 to 4096 units"
        : !(Dropout >= 0 && Dropout < 1) ? "a dropout outside 0 to below 1"
        : null;

    /// <exception cref="ArgumentException">The activation is unknown.</exception>
    internal Sequential CreateNetwork()
        => Sequential.Perceptrons(Inputs, Hidden, Outputs, NeuroAgents.Activations.Activation.FromName(Activation), dropout: Dropout);
}
