namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>The scripted teacher of colours. It computes the true colour from the observation alone.</summary>
internal static class ColourTeacher
{
    internal static int Colour(Problem problem, ReadOnlySpan<float> observation)
        => problem.Owner(Plane.ToUnit(observation[0]), Plane.ToUnit(observation[1])) == Problem.Green ? Problem.Green : Problem.Red;
}
