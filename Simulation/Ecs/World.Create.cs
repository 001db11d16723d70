namespace NeuroAgents.Simulation.Ecs;

/// <content>The creation of one entity with one to eight components. Parameters have the same names as in Arch.</content>
public sealed partial class World
{
    /// <summary>Creates an entity without components.</summary>
    /// <inheritdoc cref="Create{T0}(in T0)" path="/*[not(self::summary)]"/>
    public Entity Create() => NewRow(Signature.Empty).Entity;

    /// <summary>Creates an entity with the components of a signature, all zero.</summary>
    /// <inheritdoc cref="Create{T0}(in T0)" path="/*[not(self::summary)]"/>
    public Entity Create(in Signature types)
    {
        ArgumentNullException.ThrowIfNull(types);
        Row row = NewRow(types);
        row.Zero();
        return row.Entity;
    }

    /// <summary>Creates an entity with the given component.</summary>
    /// <remarks>Does not allocate if the room was reserved by <see cref="EnsureCapacity{T}"/> or freed by destroyed entities. Not thread-safe.</remarks>
    /// <exception cref="InvalidOperationException">A query of this world is being iterated.</exception>
    /// <exception cref="ObjectDisposedException">The world was destroyed.</exception>
    public Entity Create<T0>(in T0 t0Component = default)
        where T0 : unmanaged
    {
        Row row = NewRow(Component<T0>.Signature);
        row.Write(in t0Component);
        return row.Entity;
    }

    /// <summary>Creates an entity with the given two components.</summary>
    /// <inheritdoc cref="Create{T0}(in T0)" path="/*[not(self::summary)]"/>
    public Entity Create<T0, T1>(in T0 t0Component = default, in T1 t1Component = default)
        where T0 : unmanaged where T1 : unmanaged
    {
        Row row = NewRow(Component<T0, T1>.Signature);
        row.Write(in t0Component);
        row.Write(in t1Component);
        return row.Entity;
    }

    /// <summary>Creates an entity with the given three components.</summary>
    /// <inheritdoc cref="Create{T0}(in T0)" path="/*[not(self::summary)]"/>
    public Entity Create<T0, T1, T2>(in T0 t0Component = default, in T1 t1Component = default, in T2 t2Component = default)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged
    {
        Row row = NewRow(Component<T0, T1, T2>.Signature);
        row.Write(in t0Component);
        row.Write(in t1Component);
        row.Write(in t2Component);
        return row.Entity;
    }

    /// <summary>Creates an entity with the given four components.</summary>
    /// <inheritdoc cref="Create{T0}(in T0)" path="/*[not(self::summary)]"/>
    public Entity Create<T0, T1, T2, T3>(
        in T0 t0Component = default, in T1 t1Component = default, in T2 t2Component = default, in T3 t3Component = default)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged
    {
        Row row = NewRow(Component<T0, T1, T2, T3>.Signature);
        row.Write(in t0Component);
        row.Write(in t1Component);
        row.Write(in t2Component);
        row.Write(in t3Component);
        return row.Entity;
    }

    /// <summary>Creates an entity with the given five components.</summary>
    /// <inheritdoc cref="Create{T0}(in T0)" path="/*[not(self::summary)]"/>
    public Entity Create<T0, T1, T2, T3, T4>(
        in T0 t0Component = default, in T1 t1Component = default, in T2 t2Component = default, in T3 t3Component = default,
        in T4 t4Component = default)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
    {
        Row row = NewRow(Component<T0, T1, T2, T3, T4>.Signature);
        row.Write(in t0Component);
        row.Write(in t1Component);
        row.Write(in t2Component);
        row.Write(in t3Component);
        row.Write(in t4Component);
        return row.Entity;
    }

    /// <summary>Creates an entity with the given six components.</summary>
    /// <inheritdoc cref="Create{T0}(in T0)" path="/*[not(self::summary)]"/>
    public Entity Create<T0, T1, T2, T3, T4, T5>(
        in T0 t0Component = default, in T1 t1Component = default, in T2 t2Component = default, in T3 t3Component = default,
        in T4 t4Component = default, in T5 t5Component = default)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
    {
        Row row = NewRow(Component<T0, T1, T2, T3, T4, T5>.Signature);
        row.Write(in t0Component);
        row.Write(in t1Component);
        row.Write(in t2Component);
        row.Write(in t3Component);
        row.Write(in t4Component);
        row.Write(in t5Component);
        return row.Entity;
    }

    /// <summary>Creates an entity with the given seven components.</summary>
    /// <inheritdoc cref="Create{T0}(in T0)" path="/*[not(self::summary)]"/>
    public Entity Create<T0, T1, T2, T3, T4, T5, T6>(
        in T0 t0Component = default, in T1 t1Component = default, in T2 t2Component = default, in T3 t3Component = default,
        in T4 t4Component = default, in T5 t5Component = default, in T6 t6Component = default)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
    {
        Row row = NewRow(Component<T0, T1, T2, T3, T4, T5, T6>.Signature);
        row.Write(in t0Component);
        row.Write(in t1Component);
        row.Write(in t2Component);
        row.Write(in t3Component);
        row.Write(in t4Component);
        row.Write(in t5Component);
        row.Write(in t6Component);
        return row.Entity;
    }

    /// <summary>Creates an entity with the given eight components.</summary>
    /// <inheritdoc cref="Create{T0}(in T0)" path="/*[not(self::summary)]"/>
    public Entity Create<T0, T1, T2, T3, T4, T5, T6, T7>(
        in T0 t0Component = default, in T1 t1Component = default, in T2 t2Component = default, in T3 t3Component = default,
        in T4 t4Component = default, in T5 t5Component = default, in T6 t6Component = default, in T7 t7Component = default)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
    {
        Row row = NewRow(Component<T0, T1, T2, T3, T4, T5, T6, T7>.Signature);
        row.Write(in t0Component);
        row.Write(in t1Component);
        row.Write(in t2Component);
        row.Write(in t3Component);
        row.Write(in t4Component);
        row.Write(in t5Component);
        row.Write(in t6Component);
        row.Write(in t7Component);
        return row.Entity;
    }
}
