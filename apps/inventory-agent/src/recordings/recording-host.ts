import type { Host } from '../host.ts';
import type { Recording } from './recording.ts';

/** A host that answers as `host` does and writes down every answer. */
export function createRecordingHost(host: Host, recording: Recording): Host {
  const keep = <T>(into: Map<string, T>, path: string, value: T | undefined) => {
    if (value !== undefined) into.set(path, value);
    return value;
  };
  return {
    name: host.name,
    architecture: host.architecture,
    readText: async (path) => keep(recording.files, path, await host.readBytes(path))?.toString('utf8'),
    readBytes: async (path) => keep(recording.files, path, await host.readBytes(path)),
    list: async (path) => {
      const names = await host.list(path);
      if (names.length > 0) recording.directories.set(path, names);
      return names;
    },
    readLink: async (path) => keep(recording.links, path, await host.readLink(path)),
    modifiedAt: async (path) => {
      const date = await host.modifiedAt(path);
      keep(recording.modified, path, date?.toISOString());
      return date;
    },
    space: async (mountPoint) => keep(recording.spaces, mountPoint, await host.space(mountPoint)),
    addresses: () => {
      recording.addresses = host.addresses();
      return recording.addresses;
    },
    hasCommand: async (command) => {
      const isThere = await host.hasCommand(command);
      if (isThere) recording.commands.add(command);
      return isThere;
    },
    run: async (command, args) => {
      const result = await host.run(command, args);
      recording.results.set(JSON.stringify([command, ...args]), result);
      return result;
    },
  };
}
