import { expect, test } from 'vitest';
import { heirOf } from './heir.ts';

const said = (source: string, at: string) => ({ source, at, runId: 'run' });

test('the first who said a relation inherits it, whatever the order in which they are told', () => {
  const [scan, snmp, ad] = [said('scan', '2026-11-02'), said('snmp', '2026-11-01'), said('ad', '2026-11-03')];

  expect(heirOf([scan, snmp, ad])).toBe(snmp);
  expect(heirOf([ad, snmp, scan])).toBe(snmp);
  expect(heirOf([])).toBeUndefined();
});

test('of several who said it at once it is the first by name', () => {
  const [scan, snmp] = [said('scan', '2026-11-02'), said('snmp', '2026-11-02')];

  expect(heirOf([snmp, scan])).toBe(scan);
});
