import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect } from './inputs.ts';

const device = (name: string, handlers: string, bits: string) =>
  `I: Bus=0003 Vendor=046d Product=c52b Version=0111\nN: Name="${name}"\nH: Handlers=${handlers}\n${bits}\n`;

test.each([
  [
    'a keyboard',
    'sysrq kbd event3',
    'B: EV=120013\nB: KEY=402000000 fffffffffffffffe',
    ['Keyboard', undefined],
  ],
  ['a button that sends a key', 'kbd event0', 'B: EV=3\nB: KEY=10000000000000 0', undefined],
  ['a headphone jack', 'event9', 'B: EV=21', undefined],
  ['a mouse', 'mouse0 event4', 'B: PROP=0\nB: EV=17\nB: KEY=70000 0 0 0 0', ['Pointing', 'Mouse']],
  ['a pointing stick', 'mouse1 event5', 'B: PROP=21\nB: EV=7', ['Pointing', 'Mouse']],
  ['a touchpad', 'mouse2 event6', 'B: PROP=5\nB: EV=b', ['Pointing', 'Touchpad']],
  ['a touchscreen', 'mouse3 event7', 'B: PROP=2\nB: EV=b', ['Pointing', 'Touchscreen']],
])('%s', async (name, handlers, bits, expected) => {
  const host = replayText(`=== file /proc/bus/input/devices\n${device(name, handlers, bits)}`);

  const rows = ((await collect(host)).INPUTS ?? []).map((row) => [row.TYPE, row.POINTTYPE]);

  expect(rows).toEqual(expected === undefined ? [] : [expected]);
});
