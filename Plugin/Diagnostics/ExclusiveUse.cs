using System.Diagnostics;

namespace NeuroAgents.Diagnostics;

/// <summary>Assertion that an object is used by one thread at a time, and never from inside its own calls. It costs nothing in a release build.</summary>
internal struct ExclusiveUse
{
    private int _users;

    [Conditional("DEBUG")]
    internal void Enter(string sentence) => Debug.Assert(Interlocked.Increment(ref _users) == 1, sentence);

    [Conditional("DEBUG")]
    internal void Leave() => Interlocked.Decrement(ref _users);
}
