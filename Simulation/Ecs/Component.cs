namespace NeuroAgents.Simulation.Ecs;

/// <summary>Names the one-component signature: <c>Component&lt;Position&gt;.Signature</c>.</summary>
/// <remarks>Allocates on first use of each type. Thread-safe.</remarks>
public static class Component<T> where T : unmanaged
{
    internal static readonly ComponentType Type = ComponentType.Register<T>();

    // A static readonly number is a constant in optimised code; a field behind Type is not.
    internal static readonly int Id = Type.Id;

    /// <summary>The interned signature of this component alone.</summary>
    public static readonly Signature Signature = Signature.Of(Type);
}

/// <summary>Names a signature of two components, in any order.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1>
    where T0 : unmanaged where T1 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type);
}

/// <summary>Names a signature of three components, in any order.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1, T2>
    where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type, Component<T2>.Type);
}

/// <summary>Names a signature of four components, in any order.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1, T2, T3>
    where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type, Component<T2>.Type, Component<T3>.Type);
}

/// <summary>Names a signature of five components, in any order.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1, T2, T3, T4>
    where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type, Component<T2>.Type, Component<T3>.Type, Component<T4>.Type);
}

/// <summary>Names a signature of six components, in any order.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1, T2, T3, T4, T5>
    where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type, Component<T2>.Type, Component<T3>.Type, Component<T4>.Type, Component<T5>.Type);
}

/// <summary>Names a signature of seven components, in any order.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1, T2, T3, T4, T5, T6>
    where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type, Component<T2>.Type, Component<T3>.Type, Component<T4>.Type, Component<T5>.Type, Component<T6>.Type);
}

/// <summary>Names a signature of eight components, in any order.</summary>
/// <remarks>Allocates on first use. Thread-safe.</remarks>
public static class Component<T0, T1, T2, T3, T4, T5, T6, T7>
    where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
{
    /// <summary>The interned signature of these components.</summary>
    public static readonly Signature Signature = Signature.Of(Component<T0>.Type, Component<T1>.Type, Component<T2>.Type, Component<T3>.Type, Component<T4>.Type, Component<T5>.Type, Component<T6>.Type, Component<T7>.Type);
}
