import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Of a usual machine; the recorded one has more. */
const software = 360;

const recorded = path.resolve(
  import.meta.dirname,
  '../../apps/inventory-server/fixtures/unix-agent-2.10-inventory.xml.gz',
);

/** A report of a real agent, cut to a usual size, as one of many machines would send it. */
export function readReportTemplate(): (device: number) => string {
  let seen = 0;
  const text = gunzipSync(readFileSync(recorded))
    .toString('utf8')
    .replaceAll(/<SOFTWARES>[\s\S]*?<\/SOFTWARES>\s*/g, (section) => {
      seen += 1;
      return seen > software ? '' : section;
    });
  return (device) => {
    const number = String(device).padStart(6, '0');
    const mac = `02:00:00:${number.replaceAll(/(..)(?=.)/g, '$1:')}`;
    return text
      .replace(/<DEVICEID>[^<]*/, `<DEVICEID>bench${number}-2026-01-02-03-04-05`)
      .replaceAll(/<MACADDR>[^<]*/g, `<MACADDR>${mac}`)
      .replaceAll(/<(SSN|SERIALNUMBER)>[^<]*/g, `<$1>BENCH${number}`)
      .replaceAll(/<UUID>[^<]*/g, `<UUID>00000000-0000-4000-8000-000000${number}`);
  };
}
