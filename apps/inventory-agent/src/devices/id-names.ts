import type { Host } from '../host.ts';

/** Names out of a list such as `pci.ids` or `usb.ids`: vendor, device of the vendor, class and subclass. */
export interface IdNames {
  vendor(id: string): string | undefined;
  device(vendorId: string, deviceId: string): string | undefined;
  deviceClass(classId: string, subclassId: string): string | undefined;
}

const folders = ['/usr/share/misc', '/usr/share/hwdata', '/var/lib/usbutils', '/usr/share'];

/** The host's list of that file name; without one no name is known. */
export async function readIdNames(host: Host, fileName: string): Promise<IdNames> {
  for (const folder of folders) {
    const text = await host.readText(`${folder}/${fileName}`);
    if (text !== undefined) return parseIdNames(text);
  }
  return parseIdNames('');
}

/**
 * Format of https://pci-ids.ucw.cz: `vvvv  vendor`, below it after one tab `dddd  device`; `C cc  class`,
 * below it after one tab `ss  subclass`. Ids are lower-case hexadecimal.
 */
export function parseIdNames(text: string): IdNames {
  const names = new Map<string, string>();
  let parent = '';
  for (const line of text.split('\n')) {
    const match = /^(\t?)(?:(C) )?([0-9a-f]{2,4}) {2}(.+)$/.exec(line);
    const [, tab, isClass, id = '', name = ''] = match ?? [];
    if (match === null) {
      // Other lists of the file (audio terminals, languages …) begin with a letter of their own.
      if (/^[A-Z]/.test(line)) parent = 'other';
    } else if (tab === '') {
      parent = `${isClass ?? ''}${id}`;
      names.set(parent, name);
    } else {
      names.set(`${parent}/${id}`, name);
    }
  }
  return {
    vendor: (id) => names.get(id),
    device: (vendorId, deviceId) => names.get(`${vendorId}/${deviceId}`),
    deviceClass: (classId, subclassId) => names.get(`C${classId}/${subclassId}`) ?? names.get(`C${classId}`),
  };
}
