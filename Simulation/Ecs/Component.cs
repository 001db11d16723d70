namespace NeuroAgents.Simulation.Ecs;

/// <summary>The signature of one component, as in <c>Component&lt;Position&gt;.Signature</c>.</summary>
/// <remarks>Allocates on first use of each type. Thread-safe.</remarks>
public static class Component<T> where T : unmanaged
{
    internal static readonly ComponentType Type = ComponentType.Register<T>();

    // The JIT treats a static readonly number as a constant, but not a field of the object in Type.
    internal static readonly int Id = Type.Id;

    /// <summary>The interned signature of this component alone.</summary>
    public static readonly Signature Signature = Signature.Of(Type);
}

/// <summary>The signature of two components. Their order does not matter.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1>
    where T0 : unmanaged where T1 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type);
}

/// <summary>The signature of three components. Their order does not matter.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1, T2>
    where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type, Component<T2>.Type);
}

/// <summary>The signature of four components. Their order does not matter.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1, T2, T3>
    where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type, Component<T2>.Type, Component<T3>.Type);
}

/// <summary>The signature of five components. Their order does not matter.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1, T2, T3, T4>
    where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type, Component<T2>.Type, Component<T3>.Type, Component<T4>.Type);
}

/// <summary>The signature of six components. Their order does not matter.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1, T2, T3, T4, T5>
    where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type, Component<T2>.Type, Component<T3>.Type, Component<T4>.Type, Component<T5>.Type);
}

/// <summary>The signature of seven components. Their order does not matter.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1, T2, T3, T4, T5, T6>
    where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type, Component<T2>.Type, Component<T3>.Type, Component<T4>.Type, Component<T5>.Type, Component<T6>.Type);
}

/// <summary>The signature of eight components. Their order does not matter.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1, T2, T3, T4, T5, T6, T7>
    where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type, Component<T2>.Type, Component<T3>.Type, Component<T4>.Type, Component<T5>.Type, Component<T6>.Type, Component<T7>.Type);
}
