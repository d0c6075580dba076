import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const everywhere = 'all processes';

interface ExampleVariable {
  section: string;
  name: string;
  value: string;
  /** Whether the line is a comment, and so shows a default. */
  commented: boolean;
  /** Whether a comment stands directly above it. */
  explained: boolean;
}

function readExample(): ExampleVariable[] {
  const variables: ExampleVariable[] = [];
  let section = '';
  let previous = '';
  for (const line of readFileSync(path.join(root, 'example.env'), 'utf8').split('\n')) {
    section = /^# ==== (.+) ====$/.exec(line)?.[1] ?? section;
    const [, mark, name, value = ''] = /^(#?)([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    const explained = previous.startsWith('# ');
    if (name !== undefined) variables.push({ section, name, value, commented: mark === '#', explained });
    previous = line;
  }
  return variables;
}

/** Defaults that stand in the source as plain text or numbers, by variable. */
function readDefaults(file: string): Map<string, string> {
  const source = readFileSync(path.join(root, file), 'utf8');
  const defaults = new Map<string, string>();
  for (const [, name = '', value = ''] of source.matchAll(
    /([A-Z][A-Z0-9_]*): withDefault\(.*, '?([\w.-]+)'?\),\n/g,
  )) {
    if (!value.startsWith('DEFAULT_')) defaults.set(name, value);
  }
  return defaults;
}

/** Keys of the object given to `parseEnv`: names in capitals, each with a docstring. */
function readDeclared(file: string): { name: string; explained: boolean }[] {
  const source = readFileSync(path.join(root, file), 'utf8');
  const names: { name: string; explained: boolean }[] = [];
  for (const [, before, name] of source.matchAll(/(\S+)\s*\n\s+([A-Z][A-Z0-9_]*): /g)) {
    if (name !== undefined) names.push({ name, explained: before === '*/' });
  }
  return names;
}

const example = readExample();
const envFiles = globSync('apps/*/src/env.ts', { cwd: root }).filter((file) => readDeclared(file).length > 0);

describe.each(envFiles)('%s', (file) => {
  const app = file.split(path.sep)[1] ?? '';
  const declared = readDeclared(file);

  test('reads exactly the variables of its section in example.env', () => {
    const shown = example.filter((variable) => variable.section === app).map((variable) => variable.name);

    expect(shown.sort()).toEqual(declared.map((variable) => variable.name).sort());
  });

  test('has the defaults that example.env shows', () => {
    const shown = new Map<string, string>();
    for (const { section, commented, name, value } of example) {
      if (section === app && commented) shown.set(name, value);
    }

    for (const [name, value] of readDefaults(file))
      expect(`${name}=${shown.get(name)}`).toBe(`${name}=${value}`);
    expect(readDefaults(file).size).toBeGreaterThan(0);
  });

  test('explains each variable', () => {
    expect(declared.filter((variable) => !variable.explained)).toEqual([]);
  });
});

test('example.env explains each variable, and has no section of a process that does not exist', () => {
  const sections = new Set(example.map((variable) => variable.section));

  expect(example.filter((variable) => !variable.explained)).toEqual([]);
  for (const section of sections) {
    expect(section === everywhere || existsSync(path.join(root, 'apps', section, 'src', 'env.ts'))).toBe(
      true,
    );
  }
  expect([...sections].sort()).toEqual(
    [everywhere, ...envFiles.map((file) => file.split(path.sep)[1])].sort(),
  );
});

test('what all processes read is what their runtime reads', () => {
  const source = readFileSync(path.join(root, 'packages/runtime/src/env.ts'), 'utf8');
  const read = new Set([...source.matchAll(/\benv\.([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name));

  expect(example.filter(({ section }) => section === everywhere).map(({ name }) => name)).toEqual([...read]);
});
