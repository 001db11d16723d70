namespace NeuroAgents.Learning;

/// <summary>Names under which a network's updater stands in an archive. Those of the policy are the names of version 0.1.0.</summary>
internal readonly struct UpdaterKeys(string network)
{
    private readonly string _part = network == Models.NetworkNames.Policy ? "" : $"{network}/";

    /// <summary>The optimizer's state, a prefix.</summary>
    internal string Optimizer => $"{ILearnerState.StatePrefix}{_part}optimizer";

    /// <summary>The guard's state.</summary>
    internal string Guard => $"{ILearnerState.StatePrefix}{_part}guard";

    /// <summary>Number of the next run of the layers' random numbers.</summary>
    internal string LayerStep => $"{ILearnerState.StatePrefix}{_part}layer_step";

    /// <summary>The guard's copies of good parameters, a prefix.</summary>
    internal string Copies => $"{ILearnerState.ExperiencePrefix}{_part}guard";

    /// <summary>Rows per minibatch and dropout.</summary>
    internal string Workspace => $"{ILearnerState.ExperiencePrefix}{_part}workspace";
}
