import type { InventorySections } from '@popis/inventory-format';
import { type Host, toLines } from '../../host.ts';
import { toRow } from '../../rows.ts';

const file = '/proc/bus/input/devices';
/** linux/input.h, BUS_… */
const buses: Readonly<Record<string, string>> = {
  '0003': 'USB',
  '0005': 'Bluetooth',
  '0011': 'PS/2',
  '0018': 'I2C',
  '001c': 'SPI',
};
/** Keys 1 to 31, Escape to S: what has all of them is a keyboard and no button that sends a key. */
const fullKeyboard = 0xfffffffen;
/** linux/input-event-codes.h */
const pointerProperty = 0x1n;
const directProperty = 0x2n;
const absoluteEvents = 0x8n;

interface InputDevice {
  bus: string;
  name: string;
  handlers: string[];
  keys: bigint;
  properties: bigint;
  events: bigint;
}

export async function isAvailable(host: Host): Promise<boolean> {
  return (await host.readText(file)) !== undefined;
}

/** Keyboards and pointers; buttons, jacks and other sources of events are no input devices to a person. */
export async function collect(host: Host): Promise<InventorySections> {
  const blocks = ((await host.readText(file)) ?? '').split('\n\n');
  const rows = [];
  for (const device of blocks.map(parseDevice)) {
    const kind = toKind(device);
    if (kind === undefined) continue;
    rows.push(
      toRow({
        TYPE: kind === 'Keyboard' ? 'Keyboard' : 'Pointing',
        CAPTION: device.name,
        INTERFACE: buses[device.bus],
        POINTTYPE: kind === 'Keyboard' ? undefined : kind,
      }),
    );
  }
  return { INPUTS: rows };
}

function parseDevice(block: string): InputDevice {
  const device: InputDevice = { bus: '', name: '', handlers: [], keys: 0n, properties: 0n, events: 0n };
  for (const line of toLines(block)) {
    device.bus ||= /^I: Bus=([0-9a-f]{4})/.exec(line)?.[1] ?? '';
    device.name ||= /^N: Name="(.*)"/.exec(line)?.[1] ?? '';
    const [, key, value = ''] = /^[HB]: (\w+)=(.*)$/.exec(line) ?? [];
    if (key === 'Handlers') device.handlers = value.trim().split(' ');
    // Words of the bit map, the lowest last.
    if (key === 'KEY') device.keys = BigInt(`0x${value.trim().split(' ').at(-1) || 0}`);
    if (key === 'EV') device.events = BigInt(`0x${value.trim() || 0}`);
    if (key === 'PROP') device.properties = BigInt(`0x${value.trim() || 0}`);
  }
  return device;
}

function toKind(device: InputDevice): 'Keyboard' | 'Mouse' | 'Touchpad' | 'Touchscreen' | undefined {
  if ((device.keys & fullKeyboard) === fullKeyboard) return 'Keyboard';
  const isPointer = device.handlers.some((handler) => /^(mouse|ts)\d+$/.test(handler));
  if (!isPointer) return undefined;
  if ((device.properties & directProperty) !== 0n) return 'Touchscreen';
  const movesByPlace = (device.events & absoluteEvents) !== 0n;
  return movesByPlace && (device.properties & pointerProperty) !== 0n ? 'Touchpad' : 'Mouse';
}
