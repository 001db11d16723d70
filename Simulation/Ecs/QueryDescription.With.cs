using System.Diagnostics.CodeAnalysis;

namespace NeuroAgents.Simulation.Ecs;

/// <content>
/// The overloads for one to eight components. Each throws <see cref="InvalidOperationException"/> if its kind of condition was given before,
/// and <see cref="ArgumentException"/> (as the inner exception of a type initialiser) if a component is named twice.
/// </content>
public partial struct QueryDescription
{
    /// <summary>Requires entities to have this component.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAll<T>()
        where T : unmanaged => ref SetAll(Component<T>.Signature);

    /// <summary>Requires entities to have all of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAll<T0, T1>()
        where T0 : unmanaged where T1 : unmanaged => ref SetAll(Component<T0, T1>.Signature);

    /// <summary>Requires entities to have all of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAll<T0, T1, T2>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged => ref SetAll(Component<T0, T1, T2>.Signature);

    /// <summary>Requires entities to have all of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAll<T0, T1, T2, T3>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged => ref SetAll(Component<T0, T1, T2, T3>.Signature);

    /// <summary>Requires entities to have all of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAll<T0, T1, T2, T3, T4>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
        => ref SetAll(Component<T0, T1, T2, T3, T4>.Signature);

    /// <summary>Requires entities to have all of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAll<T0, T1, T2, T3, T4, T5>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
        => ref SetAll(Component<T0, T1, T2, T3, T4, T5>.Signature);

    /// <summary>Requires entities to have all of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAll<T0, T1, T2, T3, T4, T5, T6>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
        => ref SetAll(Component<T0, T1, T2, T3, T4, T5, T6>.Signature);

    /// <summary>Requires entities to have all of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAll<T0, T1, T2, T3, T4, T5, T6, T7>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
        => ref SetAll(Component<T0, T1, T2, T3, T4, T5, T6, T7>.Signature);

    /// <summary>Requires entities to have this component.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAny<T>()
        where T : unmanaged => ref SetAny(Component<T>.Signature);

    /// <summary>Requires entities to have at least one of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAny<T0, T1>()
        where T0 : unmanaged where T1 : unmanaged => ref SetAny(Component<T0, T1>.Signature);

    /// <summary>Requires entities to have at least one of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAny<T0, T1, T2>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged => ref SetAny(Component<T0, T1, T2>.Signature);

    /// <summary>Requires entities to have at least one of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAny<T0, T1, T2, T3>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged => ref SetAny(Component<T0, T1, T2, T3>.Signature);

    /// <summary>Requires entities to have at least one of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAny<T0, T1, T2, T3, T4>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
        => ref SetAny(Component<T0, T1, T2, T3, T4>.Signature);

    /// <summary>Requires entities to have at least one of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAny<T0, T1, T2, T3, T4, T5>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
        => ref SetAny(Component<T0, T1, T2, T3, T4, T5>.Signature);

    /// <summary>Requires entities to have at least one of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAny<T0, T1, T2, T3, T4, T5, T6>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
        => ref SetAny(Component<T0, T1, T2, T3, T4, T5, T6>.Signature);

    /// <summary>Requires entities to have at least one of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithAny<T0, T1, T2, T3, T4, T5, T6, T7>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
        => ref SetAny(Component<T0, T1, T2, T3, T4, T5, T6, T7>.Signature);

    /// <summary>Requires entities to lack this component.</summary>
    [UnscopedRef]
    public ref QueryDescription WithNone<T>()
        where T : unmanaged => ref SetNone(Component<T>.Signature);

    /// <summary>Requires entities to have none of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithNone<T0, T1>()
        where T0 : unmanaged where T1 : unmanaged => ref SetNone(Component<T0, T1>.Signature);

    /// <summary>Requires entities to have none of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithNone<T0, T1, T2>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged => ref SetNone(Component<T0, T1, T2>.Signature);

    /// <summary>Requires entities to have none of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithNone<T0, T1, T2, T3>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged => ref SetNone(Component<T0, T1, T2, T3>.Signature);

    /// <summary>Requires entities to have none of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithNone<T0, T1, T2, T3, T4>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
        => ref SetNone(Component<T0, T1, T2, T3, T4>.Signature);

    /// <summary>Requires entities to have none of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithNone<T0, T1, T2, T3, T4, T5>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
        => ref SetNone(Component<T0, T1, T2, T3, T4, T5>.Signature);

    /// <summary>Requires entities to have none of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithNone<T0, T1, T2, T3, T4, T5, T6>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
        => ref SetNone(Component<T0, T1, T2, T3, T4, T5, T6>.Signature);

    /// <summary>Requires entities to have none of these components.</summary>
    [UnscopedRef]
    public ref QueryDescription WithNone<T0, T1, T2, T3, T4, T5, T6, T7>()
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
        => ref SetNone(Component<T0, T1, T2, T3, T4, T5, T6, T7>.Signature);
}
