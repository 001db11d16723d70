namespace NeuroAgents.Simulation.Tables;

/// <summary>The text of a table, read from a file that is opened once, so pipes and standard input work too.</summary>
/// <remarks>Text has no character 0. At the start of the file this character identifies another kind of file, which is refused.</remarks>
/// <param name="path">The file.</param>
internal sealed class TableText(string path) : StreamReader(path)
{
    private const int Checked = 4096;
    private readonly string _path = path;
    private int _count;

    /// <exception cref="TableException">The file is not text.</exception>
    public override int Read(char[] buffer, int index, int count)
    {
        int read = base.Read(buffer, index, count);
        if (_count < Checked && buffer.AsSpan(index, read).Contains('\0'))
        {
            throw new TableException($"{_path}: expected a text file, received a file with NUL bytes.");
        }

        _count += read;
        return read;
    }
}
