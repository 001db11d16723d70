using System.Text;

namespace NeuroAgents.Simulation.Tables;

/// <summary>The texts of one column as UTF-8, in blocks of 1,024 rows. A cell costs its bytes and four more; a string would cost about forty more.</summary>
internal sealed class CellColumn
{
    private const int BlockRows = 1024;
    private readonly List<(byte[] Text, int[] Ends)> _blocks = [];
    private byte[] _text = [];
    private int[] _ends = [];
    private int _length;
    private int _count;

    internal void Add(ReadOnlySpan<char> cell)
    {
        int needed = checked(_length + Encoding.UTF8.GetMaxByteCount(cell.Length));
        if (needed > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(2 * _text.Length, needed));
        }

        if (_count == _ends.Length)
        {
            Array.Resize(ref _ends, Math.Min(BlockRows, Math.Max(16, 2 * _count)));
        }

        _length += Encoding.UTF8.GetBytes(cell, _text.AsSpan(_length));
        _ends[_count++] = _length;
        if (_count == BlockRows)
        {
            EndBlock();
        }
    }

    /// <summary>Ends the last block. No cell can be added afterwards.</summary>
    internal void Complete()
    {
        EndBlock();
        (_text, _ends) = ([], []);
    }

    /// <summary>Returns the UTF-8 text of a cell.</summary>
    internal ReadOnlySpan<byte> this[int row]
    {
        get
        {
            (byte[] text, int[] ends) = _blocks[row / BlockRows];
            int place = row % BlockRows, start = place == 0 ? 0 : ends[place - 1];
            return text.AsSpan(start, ends[place] - start);
        }
    }

    private void EndBlock()
    {
        _blocks.Add((_text[.._length], _ends[.._count]));
        (_length, _count) = (0, 0);
    }
}
