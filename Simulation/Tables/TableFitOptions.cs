using System.Text.Json.Serialization;
using NeuroAgents.Optimizers;
using NeuroAgents.Serialization;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Tables;

/// <summary>Options for fitting a network to a table. In JSON the keys are the property names in snake_case.</summary>
public sealed record TableFitOptions
{
    private const int DefaultEpochs = 1000;

    /// <summary>Name of the column to learn. Required.</summary>
    public string? Target { get; set; }

    /// <summary>Task: "classification" or "regression". Default: null, which lets the target's values decide.</summary>
    public string? Task { get; set; }

    /// <summary>Decimal sign for numbers that have two readings: "," or ".". Default: null, which lets the cells decide.</summary>
    [JsonPropertyName("decimal")]
    public string? DecimalSign { get; set; }

    /// <summary>Thousands separator of numbers: "none", ",", ".", "apostrophe" or "space". Default: null, which lets the cells decide.</summary>
    public string? Thousands { get; set; }

    /// <summary>Whether the options that are null are chosen from ten candidates by their validation loss. Without the search they are two hidden layers of 64, relu and the optimizer's own step size and weight decay, which is faster. Default: true.</summary>
    public bool Search { get; set; } = true;

    /// <summary>Widths of the hidden layers, each 1 to 4,096; empty for none. Wider and more layers fit more complex tables and need more rows. Default: null, which searches.</summary>
    public IReadOnlyList<int>? Hidden { get; set; }

    /// <summary>Name of the hidden layers' activation. Default: null, which searches.</summary>
    public string? Activation { get; set; }

    /// <summary>Name of the optimizer. Default: "adam".</summary>
    public string Optimizer { get; set; } = "adam";

    /// <summary>Step size, 0 to 1,000. Larger steps learn faster but may diverge. Default: null, which searches, or uses the optimizer's own default if its steps are not of Adam's size.</summary>
    public double? LearningRate { get; set; }

    /// <summary>λ of the decoupled weight decay w ← w − η·λ·w, 0 to 1,000. Larger values keep the weights smaller and reduce overfitting. Default: null, which searches.</summary>
    public double? WeightDecay { get; set; }

    /// <summary>Rows per step, 1 (SGD) to 65,536, or 0 for all rows (gradient descent). Larger batches give smoother gradients but fewer steps per epoch. Default: 32.</summary>
    public int Batch { get; set; } = 32;

    /// <summary>Share of each hidden layer's outputs that a training step drops, 0 to below 1. Larger shares reduce overfitting and slow down learning. Default: 0.</summary>
    public double Dropout { get; set; }

    /// <summary>Number of epochs without a better validation loss before the fit stops, 1 to 100,000. Larger values take longer and stop too early less often. Default: 30.</summary>
    public int Patience { get; set; } = 30;

    /// <summary>Largest number of epochs, 1 to 1,000,000. Default: null, which is 1,000, or fewer for large tables so that a fit ends within a minute.</summary>
    public int? Epochs { get; set; }

    /// <summary>Share of the rows that is kept for the test, above 0 and below 1. Larger shares measure more precisely but leave fewer rows to learn from. Default: 0.2.</summary>
    public double Test { get; set; } = 0.2;

    /// <summary>Seed of the split, the initial weights, the order of the rows and dropout. Default: 1.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>Number of threads, 1 to 256. It changes the duration but not the result. Default: one per processor.</summary>
    public int Workers { get; set; } = Math.Min(256, Environment.ProcessorCount);

    /// <summary>Checks every value.</summary>
    /// <exception cref="TableException">A value is out of range, or a name is unknown.</exception>
    public void Validate()
    {
        Require(Hidden is null || Hidden.All(width => width is >= 1 and <= 4096), "--hidden", "widths from 1 to 4096, or 0 for none", string.Join(",", Hidden ?? []));
        Require(LearningRate is null or (>= 0 and <= 1000), "--learning-rate", "a number from 0 to 1000", LearningRate);
        Require(WeightDecay is null or (>= 0 and <= 1000), "--weight-decay", "a number from 0 to 1000", WeightDecay);
        Require(Batch is >= 0 and <= 65_536, "--batch", "all, or a whole number from 1 to 65536", Batch);
        Require(Dropout is >= 0 and < 1, "--dropout", "a number from 0 to below 1", Dropout);
        Require(Patience is >= 1 and <= 100_000, "--patience", "a whole number from 1 to 100000", Patience);
        Require(Epochs is null or (>= 1 and <= 1_000_000), "--epochs", "a whole number from 1 to 1000000", Epochs);
        Require(Test is > 0 and < 1, "--test", "a number above 0 and below 1", Test);
        Require(Workers is >= 1 and <= 256, "--workers", "a whole number from 1 to 256", Workers);
        if (Activation is not null)
        {
            RequireName("--activation", Activation, [.. NeuroAgents.Activations.Activation.All.Select(each => each.Name)]);
        }

        CreateOptimizer();
        CreateNotation();
        CreateTask();
    }

    internal NotationChoice CreateNotation() => NotationChoice.Parse(DecimalSign, Thousands);

    internal TableTask CreateTask() => ParseTask(Task);

    /// <summary>Parses the name of a task; null is automatic.</summary>
    /// <exception cref="TableException">The name is unknown.</exception>
    internal static TableTask ParseTask(string? name) => name switch
    {
        null => TableTask.Automatic,
        "classification" => TableTask.Classification,
        "regression" => TableTask.Regression,
        _ => throw new TableException($"--task: expected classification or regression, received \"{name}\"."),
    };

    /// <summary>Whether the optimizer's steps are about as large as Adam's at the same rate.</summary>
    internal bool IsLikeAdam => Optimizer is "adam" or "adamw" or "nadam" or "adamax" or "rmsprop";

    internal OptimizerOptions CreateOptimizer()
    {
        OptimizerOptions[] all =
        [
            new SgdOptions(), new RmsPropOptions(), new AdagradOptions(), new AdadeltaOptions(), new AdamOptions(), new AdamWOptions(), new AdamaxOptions(),
            new NadamOptions(), new FtrlOptions(), new LionOptions(),
        ];
        RequireName("--optimizer", Optimizer, [.. all.Select(Name)]);
        return Array.Find(all, each => Name(each) == Optimizer)!;
    }

    internal FitOptions CreateFitOptions() => new() { BatchSize = Batch, Epochs = Epochs ?? DefaultEpochs };

    private static string Name(OptimizerOptions options) => options.GetType().Name.Replace("Options", "", StringComparison.Ordinal).ToLowerInvariant();

    private static void RequireName(string option, string given, string[] names)
    {
        string hint = ClosestName.Find(given, names) is { } closest ? $" Did you mean \"{closest}\"?" : "";
        Require(names.Contains(given), option, $"one of {string.Join(", ", names)}", given, hint);
    }

    private static void Require(bool isTrue, string option, string expected, object? given, string hint = "")
    {
        if (!isTrue)
        {
            throw new TableException(FormattableString.Invariant($"{option}: expected {expected}, received {(given is string text ? Excerpt.Of(text) : given)}.{hint}"));
        }
    }
}
