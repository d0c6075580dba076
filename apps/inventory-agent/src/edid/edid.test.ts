import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseRecording } from '../recordings/recording.ts';
import { parseEdid } from './edid.ts';
import { toMonitorManufacturer } from './manufacturers.ts';

function blockOf(fixture: string, connector: string): Buffer {
  const file = path.resolve(import.meta.dirname, '../../fixtures', fixture);
  const recording = parseRecording(readFileSync(file, 'utf8'));
  return Buffer.from(recording.files.get(`/sys/class/drm/${connector}/edid`) ?? []);
}

describe('an EDID', () => {
  test('of a digital monitor', () => {
    expect(parseEdid(blockOf('linux-desktop.txt', 'card0-DP-1'))).toEqual({
      manufacturerId: 'DEL',
      productCode: 'd0d7',
      name: 'DELL P2419H',
      serial: '7FCPQS2',
      week: 43,
      year: 2019,
      input: 'Digital',
      resolution: '1920x1080',
    });
  });

  test('of a notebook panel, which has neither name nor serial', () => {
    expect(parseEdid(blockOf('linux-laptop.txt', 'card1-eDP-1'))).toEqual({
      manufacturerId: 'AUO',
      productCode: '403d',
      name: 'B140HAN04.0',
      serial: undefined,
      week: undefined,
      year: 2017,
      input: 'Digital',
      resolution: '1920x1080',
    });
  });

  test('with its serial in numbers only', () => {
    const block = blockOf('linux-desktop.txt', 'card0-DP-1');
    const withoutText = Buffer.from(block);
    withoutText[75] = 0x10;
    withoutText[127] = ((withoutText[127] ?? 0) + 0xff - 0x10) & 0xff;

    expect(parseEdid(withoutText)?.serial).toBe('810299731');
  });

  test('that is damaged, cut off or none is no monitor', () => {
    const block = blockOf('linux-desktop.txt', 'card0-DP-1');
    const damaged = Buffer.from(block);
    damaged[60] = (damaged[60] ?? 0) ^ 1;

    expect(parseEdid(damaged)).toBeUndefined();
    expect(parseEdid(block.subarray(0, 100))).toBeUndefined();
    expect(parseEdid(Buffer.alloc(128))).toBeUndefined();
    expect(parseEdid(Buffer.alloc(0))).toBeUndefined();
  });
});

test('a maker without a known name is shown by its id', () => {
  expect(toMonitorManufacturer('GSM')).toBe('LG Electronics');
  expect(toMonitorManufacturer('ZZZ')).toBe('ZZZ');
});
