using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NeuroAgents.Simulation.Ecs;

/// <summary>
/// The condition that entities must meet to match a query: they have all components of one set, at least one of a second and none of a third. An empty
/// description matches every entity. Each set may be given once, as in <c>new QueryDescription().WithAll&lt;Position, Velocity&gt;().WithNone&lt;Frozen&gt;()</c>.
/// </summary>
/// <remarks>
/// A value of three references. Allocates only at the first use of a signature. Two descriptions that name the same components in another
/// order are equal and share one <see cref="Query"/>. Keep descriptions in static readonly fields.
/// </remarks>
public partial struct QueryDescription : IEquatable<QueryDescription>
{
    /// <summary>Creates an empty description, which matches every entity.</summary>
    public QueryDescription()
    {
    }

    // Null means that the set was not given. Signatures are interned, so comparing references is enough.
    internal Signature? All { get; private set; }

    internal Signature? Any { get; private set; }

    internal Signature? None { get; private set; }

    /// <summary>Returns whether both descriptions name the same components.</summary>
    public static bool operator ==(QueryDescription left, QueryDescription right) => left.Equals(right);

    /// <summary>Returns whether the descriptions differ.</summary>
    public static bool operator !=(QueryDescription left, QueryDescription right) => !left.Equals(right);

    /// <summary>Returns whether both descriptions name the same components.</summary>
    public readonly bool Equals(QueryDescription other) => All == other.All && Any == other.Any && None == other.None;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is QueryDescription other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => (((Hash(All) * 31) + Hash(Any)) * 31) + Hash(None);

    /// <summary>Returns a text for messages and debugging. Allocates.</summary>
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

    // Arch keeps only the last call, so a second call would silently widen the query.
    private static void ThrowIfGiven(Signature? given, Signature signature, string method)
    {
        if (given is not null)
        {
            throw new InvalidOperationException($"{method}: expected one call with all components, received ({signature}) after ({given}).");
        }
    }
}
