import type { CommandResult, FileSystemSpace, InterfaceAddress } from '../host.ts';

/** Everything collectors have read of a host: what a fixture and an error report hold. */
export interface Recording {
  name: string;
  architecture: string;
  files: Map<string, Buffer>;
  directories: Map<string, string[]>;
  links: Map<string, string>;
  modified: Map<string, string>;
  spaces: Map<string, FileSystemSpace>;
  commands: Set<string>;
  /** Key: command and arguments as JSON. */
  results: Map<string, CommandResult>;
  addresses: InterfaceAddress[];
}

/** A recording of a host that nothing is known of. */
export function createRecording(name: string, architecture: string): Recording {
  return {
    name,
    architecture,
    files: new Map(),
    directories: new Map(),
    links: new Map(),
    modified: new Map(),
    spaces: new Map(),
    commands: new Set(),
    results: new Map(),
    addresses: [],
  };
}

/**
 * Writes a recording as text for people to read and edit: blocks that begin with `=== kind argument`.
 * Files that are no text are written in hexadecimal. Lines that begin with `=` or `\` get a `\` in front.
 */
export function formatRecording(recording: Recording): string {
  const blocks = [block(`host ${recording.name} ${recording.architecture}`, '')];
  for (const [path, target] of recording.links) blocks.push(block(`link ${path}`, target));
  for (const [path, names] of recording.directories)
    blocks.push(block(`directory ${path}`, names.join('\n')));
  for (const [path, bytes] of recording.files) blocks.push(fileBlock(path, bytes));
  for (const [path, time] of recording.modified) blocks.push(block(`modified ${path}`, time));
  for (const [path, space] of recording.spaces) blocks.push(block(`space ${path}`, JSON.stringify(space)));
  for (const command of recording.commands) blocks.push(block(`command ${command}`, ''));
  for (const [key, { exitCode, stdout, stderr }] of recording.results) {
    blocks.push(block(`run ${exitCode} ${key}`, stdout));
    if (stderr !== '') blocks.push(block(`stderr ${key}`, stderr));
  }
  for (const address of recording.addresses) blocks.push(block('address', JSON.stringify(address)));
  return blocks.join('');
}

function block(title: string, body: string): string {
  const lines = body === '' ? [] : body.replace(/\n$/, '').split('\n');
  const escaped = lines.map((line) => (/^[=\\]/.test(line) ? `\\${line}` : line));
  return `${[`=== ${title}`, ...escaped].join('\n')}\n`;
}

function fileBlock(path: string, bytes: Buffer): string {
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text).equals(bytes) && !/[^\P{Cc}\t\n]/u.test(text);
  if (isText) return block(`file ${path}`, text);
  return block(`bytes ${path}`, (bytes.toString('hex').match(/.{1,64}/g) ?? []).join('\n'));
}

/** Reads what {@link formatRecording} writes. Lines before the first block are remarks. */
export function parseRecording(text: string): Recording {
  const recording = createRecording('unnamed', 'x86_64');
  for (const part of text.split(/^=== /m).slice(1)) {
    const [title = '', ...lines] = part.split('\n');
    const [kind = '', ...rest] = title.split(' ');
    const body = lines.map((line) => (line.startsWith('\\') ? line.slice(1) : line)).join('\n');
    addBlock(recording, kind, rest.join(' '), body);
  }
  return recording;
}

function addBlock(recording: Recording, kind: string, argument: string, body: string): void {
  const value = body.trim();
  switch (kind) {
    case 'host': {
      const [name = '', architecture = ''] = argument.split(' ');
      recording.name = name;
      recording.architecture = architecture;
      return;
    }
    case 'link':
      recording.links.set(argument, value);
      return;
    case 'directory':
      recording.directories.set(argument, value === '' ? [] : value.split('\n'));
      return;
    case 'file':
      recording.files.set(argument, Buffer.from(body));
      return;
    case 'bytes':
      recording.files.set(argument, Buffer.from(value.replace(/\s+/g, ''), 'hex'));
      return;
    case 'modified':
      recording.modified.set(argument, value);
      return;
    case 'space':
      recording.spaces.set(argument, JSON.parse(value));
      return;
    case 'command':
      recording.commands.add(argument);
      return;
    case 'run': {
      const [exitCode = '0', ...key] = argument.split(' ');
      recording.results.set(key.join(' '), { exitCode: Number(exitCode), stdout: body, stderr: '' });
      return;
    }
    case 'stderr': {
      const result = recording.results.get(argument);
      if (result !== undefined) result.stderr = body;
      return;
    }
    case 'address':
      recording.addresses.push(JSON.parse(value));
      return;
    default:
      throw new Error(`a recording has no blocks of the kind "${kind}"`);
  }
}
