namespace NeuroAgents.Learning;

/// <summary>Names of an updater's tensors in an archive. The policy's names are those of version 0.1.0.</summary>
internal readonly struct UpdaterKeys(string network)
{
    private readonly string _part = network == Models.NetworkNames.Policy ? "" : $"{network}/";

    /// <summary>Prefix of the optimizer's state.</summary>
    internal string Optimizer => $"{ILearnerState.StatePrefix}{_part}optimizer";

    /// <summary>Name of the guard's state.</summary>
    internal string Guard => $"{ILearnerState.StatePrefix}{_part}guard";

    /// <summary>Name of the number of the next run, on which the layers' random numbers depend.</summary>
    internal string LayerStep => $"{ILearnerState.StatePrefix}{_part}layer_step";

    /// <summary>Prefix of the guard's copies of good parameters.</summary>
    internal string Copies => $"{ILearnerState.ExperiencePrefix}{_part}guard";

    /// <summary>Name of the tensor with the batch size and the dropout.</summary>
    internal string Workspace => $"{ILearnerState.ExperiencePrefix}{_part}workspace";
}
