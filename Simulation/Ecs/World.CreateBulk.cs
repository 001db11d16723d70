namespace NeuroAgents.Simulation.Ecs;

/// <content>The creation of many entities at once, with one to eight components, and the reservation of room. Parameters have the same names as in Arch.</content>
public sealed partial class World
{
    /// <summary>Creates entities with the components of a signature, all zero, and writes their handles to <paramref name="createdEntities"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="amount"/> is below 1 or above the length of <paramref name="createdEntities"/>.</exception>
    /// <inheritdoc cref="Create{T}(int, in T)" path="/*[not(self::summary)]"/>
    public void Create(Span<Entity> createdEntities, in Signature signature, int amount)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, createdEntities.Length);
        NewRows(signature, amount, createdEntities).Zero();
    }

    /// <summary>Gives a compile error, because Arch would treat the array as the first of three components. Pass a span instead.</summary>
    [Obsolete("Pass the array as a span: world.Create(array.AsSpan(), signature, amount).", error: true)]
    public void Create(Entity[] createdEntities, in Signature signature, int amount) => Create(createdEntities.AsSpan(), in signature, amount);

    /// <summary>Creates entities that all start with the same component.</summary>
    /// <remarks>Does not allocate if the room was reserved by <see cref="EnsureCapacity{T}"/> or freed by destroyed entities. Not thread-safe.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="amount"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">A query of this world is being iterated.</exception>
    /// <exception cref="ObjectDisposedException">The world was destroyed.</exception>
    public void Create<T>(int amount, in T cmp = default)
        where T : unmanaged
    {
        Rows rows = NewRows(Component<T>.Signature, amount, default);
        rows.Fill(in cmp);
    }

    /// <summary>Creates entities that all start with the same two components.</summary>
    /// <inheritdoc cref="Create{T}(int, in T)" path="/*[not(self::summary)]"/>
    public void Create<T0, T1>(int amount, in T0 t0Component = default, in T1 t1Component = default)
        where T0 : unmanaged where T1 : unmanaged
    {
        Rows rows = NewRows(Component<T0, T1>.Signature, amount, default);
        rows.Fill(in t0Component);
        rows.Fill(in t1Component);
    }

    /// <summary>Creates entities that all start with the same three components.</summary>
    /// <inheritdoc cref="Create{T}(int, in T)" path="/*[not(self::summary)]"/>
    public void Create<T0, T1, T2>(int amount, in T0 t0Component = default, in T1 t1Component = default, in T2 t2Component = default)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged
    {
        Rows rows = NewRows(Component<T0, T1, T2>.Signature, amount, default);
        rows.Fill(in t0Component);
        rows.Fill(in t1Component);
        rows.Fill(in t2Component);
    }

    /// <summary>Creates entities that all start with the same four components.</summary>
    /// <inheritdoc cref="Create{T}(int, in T)" path="/*[not(self::summary)]"/>
    public void Create<T0, T1, T2, T3>(
        int amount, in T0 t0Component = default, in T1 t1Component = default, in T2 t2Component = default, in T3 t3Component = default)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged
    {
        Rows rows = NewRows(Component<T0, T1, T2, T3>.Signature, amount, default);
        rows.Fill(in t0Component);
        rows.Fill(in t1Component);
        rows.Fill(in t2Component);
        rows.Fill(in t3Component);
    }

    /// <summary>Creates entities that all start with the same five components.</summary>
    /// <inheritdoc cref="Create{T}(int, in T)" path="/*[not(self::summary)]"/>
    public void Create<T0, T1, T2, T3, T4>(
        int amount, in T0 t0Component = default, in T1 t1Component = default, in T2 t2Component = default, in T3 t3Component = default,
        in T4 t4Component = default)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
    {
        Rows rows = NewRows(Component<T0, T1, T2, T3, T4>.Signature, amount, default);
        rows.Fill(in t0Component);
        rows.Fill(in t1Component);
        rows.Fill(in t2Component);
        rows.Fill(in t3Component);
        rows.Fill(in t4Component);
    }

    /// <summary>Creates entities that all start with the same six components.</summary>
    /// <inheritdoc cref="Create{T}(int, in T)" path="/*[not(self::summary)]"/>
    public void Create<T0, T1, T2, T3, T4, T5>(
        int amount, in T0 t0Component = default, in T1 t1Component = default, in T2 t2Component = default, in T3 t3Component = default,
        in T4 t4Component = default, in T5 t5Component = default)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged
    {
        Rows rows = NewRows(Component<T0, T1, T2, T3, T4, T5>.Signature, amount, default);
        rows.Fill(in t0Component);
        rows.Fill(in t1Component);
        rows.Fill(in t2Component);
        rows.Fill(in t3Component);
        rows.Fill(in t4Component);
        rows.Fill(in t5Component);
    }

    /// <summary>Creates entities that all start with the same seven components.</summary>
    /// <inheritdoc cref="Create{T}(int, in T)" path="/*[not(self::summary)]"/>
    public void Create<T0, T1, T2, T3, T4, T5, T6>(
        int amount, in T0 t0Component = default, in T1 t1Component = default, in T2 t2Component = default, in T3 t3Component = default,
        in T4 t4Component = default, in T5 t5Component = default, in T6 t6Component = default)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged
    {
        Rows rows = NewRows(Component<T0, T1, T2, T3, T4, T5, T6>.Signature, amount, default);
        rows.Fill(in t0Component);
        rows.Fill(in t1Component);
        rows.Fill(in t2Component);
        rows.Fill(in t3Component);
        rows.Fill(in t4Component);
        rows.Fill(in t5Component);
        rows.Fill(in t6Component);
    }

    /// <summary>Creates entities that all start with the same eight components.</summary>
    /// <inheritdoc cref="Create{T}(int, in T)" path="/*[not(self::summary)]"/>
    public void Create<T0, T1, T2, T3, T4, T5, T6, T7>(
        int amount, in T0 t0Component = default, in T1 t1Component = default, in T2 t2Component = default, in T3 t3Component = default,
        in T4 t4Component = default, in T5 t5Component = default, in T6 t6Component = default, in T7 t7Component = default)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged
    {
        Rows rows = NewRows(Component<T0, T1, T2, T3, T4, T5, T6, T7>.Signature, amount, default);
        rows.Fill(in t0Component);
        rows.Fill(in t1Component);
        rows.Fill(in t2Component);
        rows.Fill(in t3Component);
        rows.Fill(in t4Component);
        rows.Fill(in t5Component);
        rows.Fill(in t6Component);
        rows.Fill(in t7Component);
    }

    /// <summary>Makes room for <paramref name="amount"/> more entities with exactly this component, so that creating them does not allocate.</summary>
    /// <remarks>Allocates and clears the memory. Not thread-safe.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="amount"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">A query of this world is being iterated.</exception>
    /// <exception cref="ObjectDisposedException">The world was destroyed.</exception>
    public void EnsureCapacity<T>(int amount)
        where T : unmanaged =>
        Reserve(Component<T>.Signature, amount);

    /// <summary>Makes room for <paramref name="amount"/> more entities with exactly these two components.</summary>
    /// <inheritdoc cref="EnsureCapacity{T}" path="/*[not(self::summary)]"/>
    public void EnsureCapacity<T0, T1>(int amount)
        where T0 : unmanaged where T1 : unmanaged =>
        Reserve(Component<T0, T1>.Signature, amount);

    /// <summary>Makes room for <paramref name="amount"/> more entities with exactly these three components.</summary>
    /// <inheritdoc cref="EnsureCapacity{T}" path="/*[not(self::summary)]"/>
    public void EnsureCapacity<T0, T1, T2>(int amount)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged =>
        Reserve(Component<T0, T1, T2>.Signature, amount);

    /// <summary>Makes room for <paramref name="amount"/> more entities with exactly these four components.</summary>
    /// <inheritdoc cref="EnsureCapacity{T}" path="/*[not(self::summary)]"/>
    public void EnsureCapacity<T0, T1, T2, T3>(int amount)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged =>
        Reserve(Component<T0, T1, T2, T3>.Signature, amount);

    /// <summary>Makes room for <paramref name="amount"/> more entities with exactly these five components.</summary>
    /// <inheritdoc cref="EnsureCapacity{T}" path="/*[not(self::summary)]"/>
    public void EnsureCapacity<T0, T1, T2, T3, T4>(int amount)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged =>
        Reserve(Component<T0, T1, T2, T3, T4>.Signature, amount);

    /// <summary>Makes room for <paramref name="amount"/> more entities with exactly these six components.</summary>
    /// <inheritdoc cref="EnsureCapacity{T}" path="/*[not(self::summary)]"/>
    public void EnsureCapacity<T0, T1, T2, T3, T4, T5>(int amount)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged =>
        Reserve(Component<T0, T1, T2, T3, T4, T5>.Signature, amount);

    /// <summary>Makes room for <paramref name="amount"/> more entities with exactly these seven components.</summary>
    /// <inheritdoc cref="EnsureCapacity{T}" path="/*[not(self::summary)]"/>
    public void EnsureCapacity<T0, T1, T2, T3, T4, T5, T6>(int amount)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged =>
        Reserve(Component<T0, T1, T2, T3, T4, T5, T6>.Signature, amount);

    /// <summary>Makes room for <paramref name="amount"/> more entities with exactly these eight components.</summary>
    /// <inheritdoc cref="EnsureCapacity{T}" path="/*[not(self::summary)]"/>
    public void EnsureCapacity<T0, T1, T2, T3, T4, T5, T6, T7>(int amount)
        where T0 : unmanaged where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged =>
        Reserve(Component<T0, T1, T2, T3, T4, T5, T6, T7>.Signature, amount);
}
