import type { Host } from '../host.ts';
import { parseRecording, type Recording } from './recording.ts';

/** The host of a recording: what was not recorded is not there. */
export function createReplayHost(recording: Recording): Host {
  return {
    name: recording.name,
    architecture: recording.architecture,
    readText: async (path) => recording.files.get(path)?.toString('utf8'),
    readBytes: async (path) => recording.files.get(path),
    list: async (path) => recording.directories.get(path) ?? deriveNames(recording, path),
    readLink: async (path) => recording.links.get(path),
    modifiedAt: async (path) => toDate(recording.modified.get(path)),
    space: async (mountPoint) => recording.spaces.get(mountPoint),
    addresses: () => recording.addresses,
    hasCommand: async (command) => recording.commands.has(command) || hasResult(recording, command),
    run: async (command, args) => {
      const result = recording.results.get(JSON.stringify([command, ...args]));
      if (result === undefined) throw new Error(`${command} ${args.join(' ')} was not recorded`);
      return result;
    },
  };
}

/** Folders need not be recorded by themselves: their files and links name them. */
function deriveNames(recording: Recording, folder: string): string[] {
  const names = new Set<string>();
  for (const path of [...recording.files.keys(), ...recording.links.keys()]) {
    const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/')[0] : undefined;
    if (name) names.add(name);
  }
  return [...names].sort();
}

function hasResult(recording: Recording, command: string): boolean {
  const start = `[${JSON.stringify(command)}`;
  return [...recording.results.keys()].some((key) => key.startsWith(start));
}

function toDate(time: string | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

/** The host of a recording written as text. */
export function replayText(text: string): Host {
  return createReplayHost(parseRecording(text));
}
