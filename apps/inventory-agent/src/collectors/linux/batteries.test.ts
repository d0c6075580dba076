import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect, isAvailable } from './batteries.ts';

const battery = (name: string, files: Record<string, string>) =>
  Object.entries({ type: 'Battery', ...files })
    .map(([file, value]) => `=== file /sys/class/power_supply/${name}/${file}\n${value}\n`)
    .join('');

test('a PC on the mains has none', async () => {
  const host = replayText(battery('AC', { type: 'Mains' }) + battery('hidpp_battery_0', { scope: 'Device' }));

  expect(await isAvailable(host)).toBe(true);
  expect(await collect(host)).toEqual({ BATTERIES: [] });
});

test('charging and discharging change nothing', async () => {
  const full = replayText(battery('BAT0', { model_name: 'X', status: 'Full', capacity: '100' }));
  const low = replayText(battery('BAT0', { model_name: 'X', status: 'Discharging', capacity: '9' }));

  expect(await collect(low)).toEqual(await collect(full));
});

test('a battery measured in charge has its capacity in energy too', async () => {
  const host = replayText(battery('BAT0', { charge_full_design: '4400000', voltage_min_design: '11100000' }));

  expect((await collect(host)).BATTERIES).toEqual([
    { NAME: 'BAT0', LOCATION: 'BAT0', DESCRIPTION: 'BAT0', DESIGNCAPACITY: '48840', DESIGNVOLTAGE: '11100' },
  ]);
});
