namespace NeuroAgents.Overlay.Toolkit;

/// <summary>No font is installed that panels can be written with. The message is one line: the families that were looked for, and how to get one on each system.</summary>
public sealed class MissingFontException : Exception
{
    internal MissingFontException(IEnumerable<string> families)
        : base($"a font is missing (looked for {string.Join(", ", families)}). "
            + "Debian: apt install fonts-dejavu-core. Fedora: dnf install dejavu-sans-fonts. macOS and Windows: part of the system.")
    {
    }
}
