using NeuroAgents.Agents;
using NeuroAgents.Curricula;
using NeuroAgents.Serialization;

// Walls grow as the climbers earn more, and the wind differs from episode to episode.
internal sealed class ClimbingLessons(Brain climbers, ulong seed)
{
    private readonly Curriculum _curriculum = new(
        new Dictionary<string, IReadOnlyList<Lesson>>
        {
            ["wall-height"] = [new() { Value = 1, Threshold = 0.8 }, new() { Value = 2, Threshold = 0.8, MinEpisodes = 500 }, new() { Value = 4 }],
            ["wind"] = [new() { Sampler = new UniformSampler { Minimum = -1, Maximum = 1 } }],
        },
        seed);

    // At the beginning of an agent's episode.
    public (float WallHeight, float Wind) Begin(AgentHandle agent, ulong episode)
        => (_curriculum.Find("wall-height")!.Value(agent.Id, episode), _curriculum.Find("wind")!.Value(agent.Id, episode));

    // Once a frame, after the plugin's LateUpdate.
    public void LateUpdate() => _curriculum.Update(climbers);

    // With the archive of NeuroPlugin.Save and Load.
    public void Save(TensorArchive archive) => _curriculum.Save(archive);

    public void Load(TensorArchive archive) => _curriculum.Load(archive);
}
