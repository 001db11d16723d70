#!/usr/bin/env bash
# Packs the plugin, looks into the package, and plays a game that installs it from a folder: on each of its builds, and as native code.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf '\n== %s\n' "$*"; }

say "the package, and the same source packed in another folder"
dotnet pack Plugin -c Release -o "$work/feed" -v q --nologo
mkdir "$work/elsewhere"
tar -c --exclude=bin --exclude=obj Plugin README.md Directory.Build.props Directory.Packages.props global.json .editorconfig | tar -x -C "$work/elsewhere"
dotnet pack "$work/elsewhere/Plugin" -c Release -o "$work/elsewhere" -v q --nologo -p:RunAnalyzers=false
package=$(echo "$work"/feed/NeuroAgents.*.nupkg)
version=${package##*/NeuroAgents.}
version=${version%.nupkg}
dotnet run Plugin.Tests/Embedding/PackageContents.cs -- "$work/feed/NeuroAgents.$version" "$work/elsewhere/NeuroAgents.$version"

# The package goes into a cache of its own, which is new each time; the others come from the user's.
packages=$(dotnet nuget locals global-packages --list --force-english-output)
packages=${packages#*: }
unset NUGET_PACKAGES
cat > "$work/nuget.config" <<EOF
<configuration>
  <config>
    <add key="globalPackagesFolder" value="$work/packages" />
  </config>
  <packageSources>
    <add key="packed" value="$work/feed" />
  </packageSources>
  <fallbackPackageFolders>
    <add key="user" value="$packages" />
  </fallbackPackageFolders>
</configuration>
EOF
game=$work/game
cp -r Plugin.Tests/Embedding/Game "$game"
rm -rf "$game"/{bin,obj}
cp Plugin.Tests/Examples/EmbeddingExample.cs "$game"
cd "$work"

# play NAME EXPECTED COMMAND: the game's first line must say which build and which kernel it runs on.
play() {
    say "$1"
    mkdir "$work/$1"
    "${@:3}" "$work/$1" | tee "$work/$1/output"
    head -n 1 "$work/$1/output" | grep -q "$2" || { echo "expected: $2"; exit 1; }
}

dotnet build "$game" -c Release -v q --nologo -p:NeuroAgentsVersion="$version"
cmp "$package" "$work/packages/neuroagents/$version/neuroagents.$version.nupkg"
play net10.0 '.NETCoreApp,Version=v10.0' dotnet "$game/bin/Release/net10.0/Game.dll"
play net8.0 '.NETCoreApp,Version=v8.0' dotnet "$game/bin/Release/net8.0/Game.dll"
play netstandard2.1 '.NETStandard,Version=v2.1 .*kernel Portable' dotnet "$game/bin/Release/net6.0/Game.dll"

# Native code needs a C compiler's linker and zlib.
if [ -z "$(type -P clang gcc)" ] || [ ! -e /usr/include/zlib.h ]; then
    apt-get update -q && apt-get install -y -q gcc libc6-dev zlib1g-dev
fi

# publish NAME ARGUMENTS: as native code.
publish() {
    cp -r "$game" "$work/$1-game"
    dotnet publish "$work/$1-game" -c Release -f net10.0 --use-current-runtime -o "$work/$1-program" -v q --nologo -p:PublishAot=true \
        -p:NeuroAgentsVersion="$version" "${@:2}"
}

publish native
play native 'kernel' "$work/native-program/Game"
alike=(net8.0)
if [ "$(uname -m)" = x86_64 ]; then
    publish native-v3 -p:IlcInstructionSet=x86-64-v3
    play native-v3 'kernel Vector256' "$work/native-v3-program/Game"
    alike+=(native-v3)
fi

say "the same bits in ${alike[*]} as in net10.0"
for name in "${alike[@]}"; do
    cmp "$work/net10.0/guards.safetensors" "$work/$name/guards.safetensors"
done
echo "ok"
