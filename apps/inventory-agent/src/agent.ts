import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateBody } from '@popis/inventory-format';
import { createLogger } from '@popis/runtime';
import { getCollectors } from './collectors/collectors.ts';
import { type ContactResult, contactServer } from './contact.ts';
import { type DeviceIdentity, toDeviceIdentity } from './device-id.ts';
import { type MachineFacts, settleKey } from './enrol.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { createLocalHost } from './local-host.ts';
import type { Options } from './options.ts';
import { createRecording, formatRecording } from './recordings/recording.ts';
import { createRecordingHost } from './recordings/recording-host.ts';
import { toReport, unknownServer } from './report.ts';
import { createServerClient } from './server-client.ts';
import { createStateStore, type StateStore } from './state.ts';

const log = createLogger('agent');

/** Writes the report to `folder` as `{DEVICEID}.ocs`, packed as it would be sent; returns the file. */
export async function writeReportFile(folder: string, options: Options): Promise<string> {
  const { deviceId, xml } = await makeLooseReport(options);
  const file = path.join(folder, `${deviceId}.ocs`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, await deflateBody(xml, 'zlib'), { mode: 0o600 });
  return file;
}

/** The XML of a report that goes to no server. */
export async function makeLooseReport(options: Options): Promise<{ deviceId: string; xml: string }> {
  const identity = await loadIdentity(createStateStore(options.stateFolder));
  const { sections } = await inventoryThisHost();
  return { deviceId: identity.deviceId, xml: toReport(identity, sections, unknownServer, options.tag).xml };
}

/** Writes down everything the collectors read here. */
export async function recordThisHost(file: string): Promise<void> {
  const host = createLocalHost(() => undefined);
  const recording = createRecording(host.name, host.architecture);
  await takeInventory(createRecordingHost(host, recording), getCollectors(process.platform));
  await writeFile(file, formatRecording(recording), { mode: 0o600 });
}

/** One contact with the server; the identity is looked at each time, since the host name may change. */
export async function contactOnce(url: URL, options: Options): Promise<ContactResult> {
  const store = createStateStore(options.stateFolder);
  const identity = await loadIdentity(store);
  const client = createServerClient({
    url,
    userAgent: options.userAgent,
    timeoutMs: options.timeoutMs,
    user: options.user,
    password: await readPassword(options),
    caFile: options.caFile,
    clientCertificateFile: options.clientCertificateFile,
    clientKeyFile: options.clientKeyFile,
  });
  try {
    const { deviceId } = identity;
    const token = await readSecret(options.enrolTokenFile);
    const enrolment = { serverUrl: url.href, deviceId, token, rotates: options.rotatesKey };
    const signer = await settleKey(client, store, enrolment, readMachine);
    const request = { identity, serverUrl: url.href, tag: options.tag, force: options.force, signer };
    return await contactServer(client, store, request, inventoryThisHost);
  } finally {
    client.close();
  }
}

/** The stored identity, or a new one that is stored at once: a report that is not accepted has one too. */
async function loadIdentity(store: StateStore): Promise<DeviceIdentity> {
  const stored = await store.readIdentity();
  const { name } = createLocalHost(() => undefined);
  const identity = toDeviceIdentity(stored, name, new Date());
  if (identity !== stored) await store.writeIdentity(identity);
  return identity;
}

async function inventoryThisHost(): Promise<Inventory> {
  const denied = new Set<string>();
  const host = createLocalHost((file) => denied.add(file));
  const inventory = await takeInventory(host, getCollectors(process.platform));
  if (denied.size > 0) log.warn({ files: [...denied] }, 'this account may not read everything; root may');
  return inventory;
}

async function readMachine(): Promise<MachineFacts> {
  const { sections } = await inventoryThisHost();
  return { serial: sections.BIOS?.[0]?.SSN, uuid: sections.HARDWARE?.[0]?.UUID };
}

async function readPassword({ password, passwordFile }: Options): Promise<string | undefined> {
  return (await readSecret(passwordFile)) ?? password;
}

async function readSecret(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : (await readFile(file, 'utf8')).trim();
}
