import { expect, test } from 'vitest';
import { openRunMemory } from './run-memory.ts';
import { digestOf } from './section-plan.ts';

function run(name: string, reads: string[] = []) {
  const rows = () => {
    reads.push(name);
    return [{ NAME: name }];
  };
  return { key: name, elements: 2, rows };
}

test('the rows of a run are read once, and their digest is that of the rows', () => {
  const memory = openRunMemory(10);
  const reads: string[] = [];

  const digests = [memory.digestOf(run('a', reads)), memory.digestOf(run('a', reads))];

  expect(digests).toEqual([digestOf([{ NAME: 'a' }]), digestOf([{ NAME: 'a' }])]);
  expect(reads).toEqual(['a']);
  expect(memory.find('a')).toMatchObject({ elements: 2 });
});

test('the run that came longest ago is forgotten first', () => {
  const memory = openRunMemory(2);

  memory.digestOf(run('a'));
  memory.digestOf(run('b'));
  memory.find('a');
  memory.digestOf(run('c'));

  expect(['a', 'b', 'c'].filter((key) => memory.find(key) !== undefined)).toEqual(['a', 'c']);
});
