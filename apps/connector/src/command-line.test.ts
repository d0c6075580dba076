import { describe, expect, test } from 'vitest';
import { parseCommandLine } from './command-line.ts';

describe('the command line', () => {
  test.each([
    [['run'], { name: 'run', dryRun: false, wait: true }],
    [['run', '--no-wait'], { name: 'run', dryRun: false, wait: false }],
    [
      ['run', '--mapping', 'paper', '--configuration', 'c.xml', '--dry-run'],
      { name: 'run', mapping: 'paper', configuration: 'c.xml', dryRun: true, wait: true },
    ],
    [['run', '--delta'], { name: 'run', dryRun: false, wait: true, delta: true }],
    [['views', 'install'], { name: 'views install', print: false }],
    [['views', 'install', '--print'], { name: 'views install', print: true }],
    [['model', 'install', '--mapping', 'ocs-full'], { name: 'model install', mapping: 'ocs-full' }],
    [['views', 'check', '--mapping=paper'], { name: 'views check', mapping: 'paper' }],
    [
      ['views', 'check', '--mapping', 'csv-people', '--folder', '/srv/hr'],
      { name: 'views check', mapping: 'csv-people', folder: '/srv/hr' },
    ],
    [['plan', '--folder', 'hr'], { name: 'run', folder: 'hr', dryRun: true, wait: true }],
    [['map', '--sample', '-'], { name: 'map', sample: '-', records: false, cmdb: false }],
    [
      ['map', '--sample', 'a.xml', '--cmdb', '--records'],
      { name: 'map', sample: 'a.xml', records: true, cmdb: true },
    ],
    [['plan', '--mapping', 'paper'], { name: 'run', mapping: 'paper', dryRun: true, wait: true }],
    [['serve'], { name: 'serve', configurations: [] }],
    [
      ['serve', '--configuration', 'a.xml', '--configuration', 'b.xml'],
      { name: 'serve', configurations: ['a.xml', 'b.xml'] },
    ],
    [['apply'], { name: 'apply' }],
    [['apply', '--source', 'ocs', '--run', 'r1'], { name: 'apply', source: 'ocs', run: 'r1' }],
    [['undo', '--run', 'r1', '--dry-run'], { name: 'undo', run: 'r1', dryRun: true }],
    [
      ['undo', '--run', 'r1', '--reason', 'a wrong export'],
      { name: 'undo', run: 'r1', reason: 'a wrong export', dryRun: false },
    ],
    [['policy', 'show', '--source', 'ocs'], { name: 'policy show', source: 'ocs' }],
    [['policy', 'check', '--configuration', 'c.xml'], { name: 'policy check', configuration: 'c.xml' }],
    [
      ['policy', 'install', '--policy', 'p.json', '--reason', 'agreed on'],
      { name: 'policy install', policy: 'p.json', reason: 'agreed on' },
    ],
    [['alert', 'test'], { name: 'alert test' }],
    [['status'], { name: 'status', json: false }],
    [['status', '--source', 'ocs', '--json'], { name: 'status', source: 'ocs', json: true }],
    [['run', '--help'], { name: 'help' }],
  ])('%j is understood', (args, command) => {
    expect(parseCommandLine(args)).toEqual(command);
  });

  test.each([
    [[], 'A command is missing'],
    [['fly'], 'There is no command "fly"'],
    [['views'], 'There is no command "views"'],
    [['map'], 'map needs --sample FILE'],
    [['run', '--cmdb'], '--cmdb belongs to map'],
    [['map', '--print'], '--print belongs to views install'],
    [['serve', '--folder', 'hr'], '--folder belongs to run and plan and views check'],
    [['run', '--fast'], "Unknown option '--fast'"],
    [['views', 'check', '--dry-run'], '--dry-run belongs to run and undo'],
    [['policy', 'install', '--policy', 'p.json'], 'policy install needs --reason TEXT'],
    [['policy', 'show', '--policy', 'p.json'], '--policy belongs to policy check and policy install'],
    [['undo', '--reason', 'why'], 'undo needs --run ID'],
    [['undo', '--run', 'r1'], 'undo needs --reason TEXT'],
    [['run', '--configuration', 'a.xml', '--configuration', 'b.xml'], '--configuration is given once'],
    [['plan', '--no-wait'], '--no-wait belongs to run'],
    [['run', '--json'], '--json belongs to status'],
    [
      ['run', '--source', 'ocs'],
      '--source belongs to apply and policy show and policy check and policy install and status',
    ],
  ])('%j is refused', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(message);
  });
});
