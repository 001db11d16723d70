using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>
/// Which entities a query wants: those with all of some components, at least one of others and none of the rest. An empty description
/// wants every entity. Each of the three may be given once: <c>new QueryDescription().WithAll&lt;Position, Velocity&gt;().WithNone&lt;Frozen&gt;()</c>.
/// </summary>
/// <remarks>
/// A value of three references. Does not allocate, apart from a signature's first use. Two descriptions that name the same components in another
/// order are equal, and share one <see cref="Query"/>. Keep it in a static readonly field.
/// </remarks>
public partial struct QueryDescription : IEquatable<QueryDescription>
{
    /// <summary>An empty description, which wants every entity.</summary>
    public QueryDescription()
    {
    }

    // Null means that nothing was named. Signatures are interned, so comparing references is enough.
    internal Signature? All { get; private set; }

    internal Signature? Any { get; private set; }

    internal Signature? None { get; private set; }

    /// <summary>True when both describe the same entities by the same components.</summary>
    public static bool operator ==(QueryDescription left, QueryDescription right) => left.Equals(right);

    /// <summary>True when the descriptions differ.</summary>
    public static bool operator !=(QueryDescription left, QueryDescription right) => !left.Equals(right);

    /// <summary>True when both describe the same entities by the same components.</summary>
    public readonly bool Equals(QueryDescription other) => All == other.All && Any == other.Any && None == other.None;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is QueryDescription other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => (((Hash(All) * 31) + Hash(Any)) * 31) + Hash(None);

    /// <summary>For messages and debugging. Allocates.</summary>
    public override readonly string ToString() => $"all of ({All}), any of ({Any}), none of ({None})";

    internal readonly bool Matches(Signature signature) =>
        (All is null || signature.ContainsAll(All))
        && (Any is null || signature.Intersects(Any))
        && (None is null || !signature.Intersects(None));

    private static int Hash(Signature? signature) => signature is null ? 0 : signature.Index + 1;

    [UnscopedRef]
    private ref QueryDescription SetAll(Signature signature)
    {
        ThrowIfGiven(All, signature, "WithAll");
        All = signature;
        return ref this;
    }

    [UnscopedRef]
    private ref QueryDescription SetAny(Signature signature)
    {
        ThrowIfGiven(Any, signature, "WithAny");
        Any = signature;
        return ref this;
    }

    [UnscopedRef]
    private ref QueryDescription SetNone(Signature signature)
    {
        ThrowIfGiven(None, signature, "WithNone");
        None = signature;
        return ref this;
    }

    // Arch keeps the last call only, so a second one would silently widen the query.
    private static void ThrowIfGiven(Signature? given, Signature signature, string method)
    {
        if (given is not null)
        {
            throw new InvalidOperationException($"{method} may be called once, with all its components; it had ({given}) and received ({signature}).");
        }
    }
}
