using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The system that rewards both kinds for the positions that their last actions led to, and ends chases.</summary>
/// <remarks>
/// A pursuer earns 1 for each evader that it catches. An evader loses 1 when it is caught, which terminates its episode, and earns 1/20 per second, so that a life of 20 s that ends with a catch has a return of about 0.
/// A chase is an episode of an evader and a game of the league. The pursuers win it by catching the evader; the evaders win it if the evader escapes for 20 s, after which its next chase starts. Episodes of pursuers are cut after 20 s too.
/// </remarks>
internal sealed class ChaseSystem(Team pursuers, Team evaders, CatchSystem catches, League? league, HumanDriver human, float deltaTime) : ISystem
{
    private readonly int _chaseFrames = (int)Math.Round(PursuitScore.DrawnLife / deltaTime);
    private readonly float _escapeReward = (float)(deltaTime / PursuitScore.DrawnLife);

    public void Run(long frame)
    {
        TellActed(pursuers);
        TellActed(evaders);
        RewardCatches();
        (Brain brain, AgentRoster roster) = (pursuers.Kind.Brain, pursuers.Kind.Roster);
        for (int row = 0; row < roster.Count; row++)
        {
            if (brain.EpisodeLength(roster.Handles[row]) >= _chaseFrames)
            {
                brain.EndEpisode(roster.Handles[row], EpisodeEnd.Truncated);
            }
        }
    }

    private void RewardCatches()
    {
        Brain brain = evaders.Kind.Brain;
        ReadOnlySpan<int> catchers = catches.Catchers;
        for (int row = 0; row < catchers.Length; row++)
        {
            AgentHandle evader = evaders.Kind.Roster.Handles[row];
            long frames = brain.EpisodeLength(evader);
            if (frames == 0)
            {
                // The evader was born in the last frame and has not decided yet.
                continue;
            }

            bool isCaught = catchers[row] >= 0;
            brain.Reward(evader, isCaught ? -1 : _escapeReward);
            if (isCaught)
            {
                pursuers.Kind.Brain.Reward(pursuers.Kind.Roster.Handles[catchers[row]], 1);
            }

            if (isCaught || frames >= _chaseFrames)
            {
                brain.EndEpisode(evader, isCaught ? EpisodeEnd.Terminated : EpisodeEnd.Truncated);
                league?.RecordGame(isCaught ? 1 : 0);
            }
        }
    }

    /// <summary>Tells a team's brain of the action of a person who steered one of its agents in the last frame.</summary>
    private void TellActed(Team team)
    {
        if (human.TryFind(team.Kind.Roster, out int row) && team.Kind.Brain.EpisodeLength(team.Kind.Roster.Handles[row]) > 0)
        {
            team.Kind.Brain.Acted(team.Kind.Roster.Handles[row], human.Action);
        }
    }
}
