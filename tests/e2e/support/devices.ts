import {
  type BodyForm,
  deflateBody,
  formatInventory,
  formatProlog,
  type SectionRow,
} from '@popis/inventory-format';

/** A machine that exists only in a report, made from its number alone, so that it can be sent again. */
export interface Device {
  deviceId: string;
  tag: string;
  memoryMiB: number;
  modules: SectionRow[];
  disks: SectionRow[];
  monitors: SectionRow[];
  xml: string;
}

/** Device number `n`: 2–4 memory modules, 1–2 disks, 1 monitor, all with serial numbers. */
export function makeDevice(n: number): Device {
  const id = String(n).padStart(5, '0');
  const name = `host${id}`;
  const moduleCount = 2 + (n % 3);
  const modules = range(moduleCount).map((slot) => ({
    CAPACITY: '8192',
    CAPTION: 'DIMM',
    DESCRIPTION: `DIMM ${slot}`,
    NUMSLOTS: String(slot + 1),
    SERIALNUMBER: `M${id}${slot}`,
    SPEED: '3200 MT/s',
    TYPE: 'DDR4',
  }));
  const disks = range(1 + (n % 2)).map((index) => ({
    DISKSIZE: '476940',
    FIRMWARE: 'FW1',
    MANUFACTURER: 'Samsung',
    MODEL: 'SSD 870',
    NAME: index === 0 ? 'sda' : 'sdb',
    SERIALNUMBER: `D${id}${index}`,
    TYPE: 'SSD',
  }));
  const monitors = [
    { CAPTION: 'U2419H', DESCRIPTION: '2020', MANUFACTURER: 'Dell', SERIAL: `V${id}`, TYPE: 'LCD' },
  ];
  const deviceId = `${name}-2026-01-15-08-30-00`;
  const memoryMiB = moduleCount * 8192;
  const hardware = {
    CHECKSUM: '4194303',
    IPADDR: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
    MEMORY: String(memoryMiB),
    NAME: name,
    OSNAME: 'Debian GNU/Linux 12',
    OSVERSION: '12.11',
    PROCESSORN: '1',
    PROCESSORS: '3100',
    PROCESSORT: 'Intel(R) Core(TM) i5-10500 CPU @ 3.10GHz',
    UUID: `4c4c4544-0000-1000-8000-${id.padStart(12, '0')}`,
    WORKGROUP: 'EXAMPLE',
  };
  const bios = { SMANUFACTURER: 'Dell Inc.', SMODEL: 'OptiPlex 7090', SSN: `S${id}`, TYPE: 'Desktop' };
  const tag = `PC-${id}`;
  const xml = formatInventory({
    deviceId,
    accountInfo: [{ name: 'TAG', value: tag }],
    sections: { HARDWARE: [hardware], BIOS: [bios], MEMORIES: modules, STORAGES: disks, MONITORS: monitors },
  });
  return { deviceId, tag, memoryMiB, modules, disks, monitors, xml };
}

export function makeDevices(count: number, first = 0): Device[] {
  return range(count).map((index) => makeDevice(first + index));
}

/** Sends PROLOG and INVENTORY of each device as an agent does; throws at the first answer that is not a 200. */
export async function report(
  inventoryUrl: string,
  devices: readonly Pick<Device, 'deviceId' | 'xml'>[],
): Promise<void> {
  for (const device of devices) {
    await post(inventoryUrl, formatProlog(device.deviceId));
    await post(inventoryUrl, device.xml);
  }
}

async function post(url: string, xml: string, form: BodyForm = 'zlib'): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'User-Agent': 'OCS-NG_unified_unix_agent_v2.8.0',
      'Content-Type': 'application/x-compress',
    },
    body: new Uint8Array(await deflateBody(xml, form)),
  });
  const answer = Buffer.from(await response.arrayBuffer());
  if (response.status !== 200) {
    throw new Error(`${url} answered ${response.status}: ${answer.subarray(0, 300).toString('latin1')}`);
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
