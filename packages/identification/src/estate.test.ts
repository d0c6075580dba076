import { describe, expect, test } from 'vitest';
import { Estate } from './estate.ts';
import type { Evidence } from './fingerprint.ts';
import { reasonToDemote } from './learn.ts';
import { DEFAULT_RULES } from './rules.ts';
import { DELL } from './test-builders.ts';
import { tryRules } from './try-rules.ts';

const DAY_MS = 86_400_000;
const digits = (value: number, size: number) => value.toString(16).padStart(size, '0').toUpperCase();

/** Machines of one maker, who writes the same serial number into all of them. */
function machine(index: number, serial: string): Evidence {
  return {
    deviceId: `pc-${index}-2026-01-02-03-04-05`,
    name: `pc-${index}`,
    serial,
    uuid: `4C4C4544-0042-3610-8052-B4C04F${digits(index, 6)}`,
    manufacturer: 'Maker',
    model: 'M1',
    adapters: [{ mac: `D4BED9${digits(index, 6)}` }],
  };
}

describe('junk that no list holds', () => {
  test('of 30 makers is found out at the second machine of each', () => {
    const estate = new Estate(DEFAULT_RULES);
    const found: number[] = [];

    for (let maker = 0; maker < 30; maker += 1) {
      for (let index = 0; index < 4; index += 1) {
        const evidence = machine(maker * 10 + index, `MAKER-${maker}-SERIAL`);
        const { demoted } = estate.observe({ evidence, at: index * DAY_MS });
        if (demoted.includes(`serial:MAKER-${maker}-SERIAL`)) found.push(index);
      }
    }

    expect(found).toEqual(Array.from({ length: 30 }, () => 1));
    expect(estate.size).toBe(120);
  });

  test('that goes from one machine to another and back is found out at its return', () => {
    const estate = new Estate(DEFAULT_RULES);
    const dongle = { mac: '00:E0:4C:68:00:01' };
    const report = (index: number, day: number, docked: boolean) => {
      const evidence = machine(index, `S-${index}`);
      const adapters = [...(evidence.adapters ?? []), ...(docked ? [dongle] : [])];
      return estate.observe({ evidence: { ...evidence, adapters }, at: day * DAY_MS }).demoted;
    };

    const demoted = [
      report(1, 0, true),
      report(1, 1, false),
      report(2, 1, true),
      report(2, 2, false),
      report(1, 2, true),
    ];

    expect(demoted).toEqual([[], [], [], [], ['mac:00E04C680001']]);
  });

  test('a name is never demoted, nor what a person restored', () => {
    expect(
      reasonToDemote({ identifier: 'name:pc', holders: 9, moves: 9 }, undefined, DEFAULT_RULES),
    ).toBeUndefined();
    const serial = { identifier: 'serial:X', holders: 9, moves: 9 };

    expect(reasonToDemote(serial, 'restored', DEFAULT_RULES)).toBeUndefined();
    expect(reasonToDemote(serial, undefined, DEFAULT_RULES)).toBe('9 live devices have it at the same time');
  });
});

describe('trying rules', () => {
  const contacts = [
    { evidence: DELL, at: 0 },
    { evidence: { ...DELL, deviceId: 'pc-9-2026-02-02-03-04-05', name: 'pc-9' }, at: DAY_MS },
    { evidence: machine(7, 'S-7'), at: DAY_MS },
  ];

  test('tells no difference between rules and themselves', () => {
    expect(tryRules(contacts, DEFAULT_RULES, DEFAULT_RULES)).toEqual({
      contacts: 3,
      devices: { current: 2, tried: 2 },
      differences: [],
    });
  });

  test('tells which contacts other rules decide otherwise, and why', () => {
    const strict = { ...DEFAULT_RULES, version: 'strict', sameFrom: 200, reviewFrom: 150 };

    const trial = tryRules(contacts, DEFAULT_RULES, strict);

    expect(trial.devices).toEqual({ current: 2, tried: 3 });
    expect(trial.differences).toMatchObject([
      {
        contact: { at: DAY_MS },
        current: { outcome: 'same', foundedBy: 0 },
        tried: { outcome: 'new', foundedBy: 1 },
      },
    ]);
  });
});
