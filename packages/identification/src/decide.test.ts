import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KnownDevice } from './contact.ts';
import { decide } from './decide.ts';
import { FILLER_TEXTS } from './filler.ts';
import type { Evidence } from './fingerprint.ts';
import { placeContact } from './placement.ts';
import { DEFAULT_RULES } from './rules.ts';
import { contactOf, DELL, deviceOf, holdersOf, VM } from './test-builders.ts';

const DAY_MS = 86_400_000;
const REINSTALLED = 'pc-9-2026-05-31-03-04-05';

function decideAmong(evidence: Evidence, devices: readonly KnownDevice[], rules = DEFAULT_RULES) {
  return decide(contactOf(evidence), devices, holdersOf(devices), rules);
}

describe('a contact', () => {
  test('without any known identifier is a new device', () => {
    const decision = decideAmong(DELL, []);

    expect(decision).toMatchObject({ outcome: 'new', deviceId: null, verdicts: [] });
    expect(placeContact(decision)).toEqual({ kind: 'found', apart: false });
  });

  test('of a machine with a new name and system is the same device, and says why', () => {
    const decision = decideAmong({ ...DELL, deviceId: REINSTALLED, name: 'pc-9' }, [deviceOf(1, DELL)]);

    expect(decision).toMatchObject({ outcome: 'same', deviceId: 1, rules: '1' });
    expect(placeContact(decision)).toEqual({ kind: 'take-over', id: 1 });
    expect(decision.because).toMatchInlineSnapshot(
      `"122 points for device 1 (UUID agrees +40; serial number agrees +40; hardware address agrees +30; disk agrees +20; name differs -3; model agrees +5); the same device from 50"`,
    );
  });

  test('under a known DEVICEID from a machine that is known otherwise goes to that machine', () => {
    const other: Evidence = {
      ...DELL,
      deviceId: 'pc-2-2026-01-02-03-04-05',
      name: 'pc-2',
      uuid: '4C4C4544-0043-4A10-8058-C7C04F503332',
      serial: '8XK2M4',
      adapters: [{ mac: 'd4:be:d9:00:00:02' }],
      diskSerials: ['S4EV-2'],
    };
    const moved = { ...other, deviceId: DELL.deviceId, name: 'pc-1', diskSerials: ['S4EV-1'] };

    const decision = decideAmong(moved, [deviceOf(1, DELL), deviceOf(2, other)]);

    expect(placeContact(decision)).toEqual({ kind: 'alias', id: 2 });
  });

  test('that would overwrite a device with a key is left to a person, unless the key signed it', () => {
    const device = deviceOf(1, DELL, { ownsKey: true });
    const again = { ...DELL, deviceId: REINSTALLED };

    const plain = decideAmong(again, [device]);
    const signed = decide(contactOf(again, { provenId: 1 }), [device], new Map(), DEFAULT_RULES);

    expect(plain).toMatchObject({ outcome: 'review', deviceId: 1 });
    expect(plain.counterfactual).toContain('it owns a key that did not sign this contact');
    expect(signed).toMatchObject({ outcome: 'same', deviceId: 1 });
  });

  test('of a device that was told apart from another stays apart', () => {
    const again = { ...DELL, deviceId: REINSTALLED };
    const old = deviceOf(1, DELL, { distinctFrom: [2] });
    const own = deviceOf(2, again, { distinctFrom: [1] });

    expect(decideAmong(again, [old, own])).toMatchObject({ outcome: 'same', deviceId: 2, twinId: null });
    expect(decideAmong(again, [deviceOf(1, DELL), own])).toMatchObject({ deviceId: 2, twinId: 1 });
  });

  test('says what it lacked: a value that others share', () => {
    const asset = { ...DELL, uuid: '', diskSerials: [] };
    const holders = new Map([
      ['mac:D4BED9000001', [1, 2, 3]],
      ['serial:7XK2M3', [1, 2, 3]],
    ]);

    const decision = decide(
      contactOf({ ...asset, deviceId: REINSTALLED, name: 'pc-9' }),
      [deviceOf(1, asset)],
      holders,
      DEFAULT_RULES,
    );

    expect(decision.outcome).toBe('new');
    expect(decision.verdicts[0]?.terms.map((term) => [term.kind, term.sharedBy, term.points])).toEqual([
      ['serial', 2, 0],
      ['mac', 2, 0],
      ['name', 0, -3],
      ['model', 0, 5],
    ]);
  });
});

describe('a virtual machine', () => {
  const renamed = { ...VM, deviceId: 'vm-9-2026-05-31-03-04-05', name: 'vm-9' };

  test('that may be a copy waits while the other was heard of lately', () => {
    expect(decideAmong(renamed, [deviceOf(1, VM)])).toMatchObject({ outcome: 'review', deviceId: 1 });
  });

  test('waits too when the other was silent before: it may have been off while it was copied', () => {
    const silent = deviceOf(1, VM, { lastContactAt: contactOf(VM).at - 40 * DAY_MS });

    expect(decideAmong(renamed, [silent])).toMatchObject({ outcome: 'review', deviceId: 1 });
  });

  test('with a row of its own is one with the other once that is silent', () => {
    const old = deviceOf(1, VM, { lastContactAt: contactOf(VM).at - 6 * DAY_MS });
    const own = deviceOf(2, renamed, { firstContactAt: contactOf(VM).at - 5 * DAY_MS });

    expect(decideAmong(renamed, [old, own])).toMatchObject({ outcome: 'same', deviceId: 2, twinId: 1 });
  });

  test('is a copy when both are heard of in turns', () => {
    const old = deviceOf(1, VM, { lastContactAt: contactOf(VM).at - DAY_MS });
    const own = deviceOf(2, renamed, { firstContactAt: contactOf(VM).at - 5 * DAY_MS });

    const decision = decideAmong(renamed, [old, own]);

    expect(decision).toMatchObject({ outcome: 'same', deviceId: 2, twinId: null, doubtId: null });
    expect(decision.verdicts.find((verdict) => verdict.id === 1)?.obstacle).toBe('overlap');
  });

  test('whose former DEVICEID comes back was two all along', () => {
    const merged = deviceOf(1, renamed, { formerNames: [VM.deviceId] });

    const decision = decideAmong(VM, [merged]);

    expect(placeContact(decision)).toEqual({ kind: 'give-back', id: 1 });
  });
});

describe('whatever the evidence', () => {
  const text = fc.constantFrom('', 'A1', 'B2', 'C3', 'Default string');
  const mac = fc.constantFrom('d4:be:d9:00:00:01', 'd4:be:d9:00:00:02', 'd4:be:d9:00:00:03');
  const evidence = fc.record({
    deviceId: fc.constantFrom('x-2026-01-02-03-04-05', 'y-2026-01-02-03-04-05', 'z-2026-01-02-03-04-05'),
    name: fc.constantFrom('x', 'y', 'z'),
    uuid: text,
    serial: text,
    assetTag: text,
    boardSerial: text,
    model: fc.constantFrom('', 'M1', 'M2'),
    manufacturer: fc.constantFrom('Dell Inc.', 'VMware, Inc.'),
    adapters: fc.array(fc.record({ mac }), { maxLength: 3 }),
    diskSerials: fc.array(fc.constantFrom('K1', 'K2', 'K3'), { maxLength: 3 }),
  });
  const estate = fc.array(evidence, { maxLength: 6 });

  test('its order never matters', () => {
    fc.assert(
      fc.property(evidence, estate, (told, known) => {
        const devices = known.map((each, index) => deviceOf(index + 1, each));
        const turned = {
          ...told,
          adapters: told.adapters.toReversed(),
          diskSerials: told.diskSerials.toReversed(),
        };

        expect(decideAmong(turned, devices.toReversed())).toEqual(decideAmong(told, devices));
      }),
    );
  });

  test('junk that is added never makes two devices one', () => {
    const junk = fc.constantFrom(...FILLER_TEXTS);
    fc.assert(
      fc.property(evidence, estate, junk, (told, known, word) => {
        const devices = known.map((each, index) => deviceOf(index + 1, each));
        const blank = { ...told, uuid: '', serial: '', assetTag: '', boardSerial: '' };
        const filled = { ...blank, uuid: word, serial: word, assetTag: word, boardSerial: word };
        const knownFilled = known.map((each, index) =>
          deviceOf(index + 1, { ...each, uuid: each.uuid || word, serial: each.serial || word }),
        );

        expect(decideAmong(filled, knownFilled)).toEqual(decideAmong(blank, devices));
      }),
    );
  });

  test('an identifier that more devices share never makes two devices one', () => {
    fc.assert(
      fc.property(evidence, estate, (told, known) => {
        const devices = known.map((each, index) => deviceOf(index + 1, each));
        const alone = decide(contactOf(told), devices, new Map(), DEFAULT_RULES);
        const shared = decideAmong(told, devices);
        const scoreAlone = new Map(alone.verdicts.map((verdict) => [verdict.id, verdict.score]));

        for (const verdict of shared.verdicts) {
          expect(verdict.score).toBeLessThanOrEqual(scoreAlone.get(verdict.id) ?? 0);
        }
      }),
    );
  });
});
