import type { InventorySections } from '@popis/inventory-format';
import { hasPciDevices, listPciDevices } from '../../devices/pci.ts';
import { type Host, toLines } from '../../host.ts';
import { toRow } from '../../rows.ts';

const audioClasses = ['0401', '0403'];
const cardsFile = '/proc/asound/cards';

export async function isAvailable(host: Host): Promise<boolean> {
  return (await hasPciDevices(host)) || (await host.readText(cardsFile)) !== undefined;
}

/** Sound hardware on the PCI bus, and the cards ALSA has besides, such as those on USB. */
export async function collect(host: Host): Promise<InventorySections> {
  const rows = [];
  for (const device of await listPciDevices(host)) {
    if (!audioClasses.includes(device.classCode)) continue;
    rows.push(toRow({ MANUFACTURER: device.vendor, NAME: device.name, DESCRIPTION: device.className }));
  }
  for (const card of listUsbCards(await host.readText(cardsFile))) rows.push(toRow(card));
  return { SOUNDS: rows };
}

/** Two lines a card: ` 1 [Headset        ]: USB-Audio - Jabra EVOLVE 20`, then maker, name and place. */
function listUsbCards(text: string | undefined): { NAME?: string; DESCRIPTION: string }[] {
  const cards = [];
  for (const line of toLines(text)) {
    const [, name] = /^\s*\d+ \[[^\]]*\]: USB-Audio - (.+)$/.exec(line) ?? [];
    if (name !== undefined) cards.push({ NAME: name, DESCRIPTION: 'USB audio device' });
  }
  return cards;
}
