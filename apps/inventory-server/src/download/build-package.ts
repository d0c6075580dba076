import { createHash, type Hash } from 'node:crypto';
import { type Fault, InvalidInputError } from '@popis/errors';
import { escapeXml } from '@popis/inventory-format';

/** What an agent does with the files of a package: keep them in a folder, start one of them, or run a command among them. */
export type PackageAction =
  | { kind: 'STORE'; path: string }
  | { kind: 'LAUNCH'; name: string }
  | { kind: 'EXECUTE'; command: string };

/** What is said to the user of a machine; only the agent of Windows does. */
export interface PackageNotice {
  text: string;
  countdownSeconds: number;
  canAbort: boolean;
  canDelay: boolean;
}

/** A package to be made of an archive (tar.gz for Unix, zip for Windows). */
export interface PackageDefinition {
  /** Number of the package, by OCS's custom the seconds since 1970 of its making. */
  id: string;
  /** 0 = before everything else, 1 … 10 = in every n-th cycle. */
  priority: number;
  action: PackageAction;
  /** How agents fetch the fragments; `info` always comes over HTTPS. */
  protocol: 'HTTP' | 'HTTPS';
  /** Agents know no other; it guards against damage, HTTPS against others. */
  digest: 'MD5' | 'SHA1';
  digestEncoding: 'Hexa' | 'Base64';
  fragmentBytes: number;
  notice?: PackageNotice;
  /** Shown when the work is done. */
  doneText?: string;
}

/** What an archive came to when it was cut. */
export interface CutArchive {
  bytes: number;
  fragments: number;
  /** As the definition asks for it. */
  digest: string;
}

const ID = /^[1-9]\d{0,9}$/;
const LARGEST_ID = 2_147_483_647;
const LARGEST_PRIORITY = 10;
const MOST_FRAGMENTS = 10_000;

/**
 * Checks what can be known before an archive is cut.
 * @throws InvalidInputError with every fault of the definition, and of the archive that begins so; it may be empty when a
 * command needs no files.
 */
export function checkPackage(definition: PackageDefinition, beginning: Uint8Array): void {
  const faults = findFaults(definition, beginning);
  if (faults.length > 0) {
    throw new InvalidInputError('The package cannot be made', faults);
  }
}

/** @throws InvalidInputError when an archive of so many fragments would be too many for agents. */
export function checkFragments(fragments: number): void {
  if (fragments > MOST_FRAGMENTS) {
    throw new InvalidInputError('The package cannot be made', [
      { path: 'fragmentBytes', message: `would make more than ${MOST_FRAGMENTS} fragments` },
    ]);
  }
}

function findFaults(definition: PackageDefinition, beginning: Uint8Array): Fault[] {
  const { action, notice } = definition;
  const faults: Fault[] = [];
  const expect = (holds: boolean, path: string, message: string) => {
    if (!holds) {
      faults.push({ path, message });
    }
  };
  expect(
    ID.test(definition.id) && Number(definition.id) <= LARGEST_ID,
    'id',
    `must be a whole number from 1 to ${LARGEST_ID}`,
  );
  expect(
    isWhole(definition.priority, 0, LARGEST_PRIORITY),
    'priority',
    'must be a whole number from 0 to 10',
  );
  const isCut = isWhole(definition.fragmentBytes, 1, Number.MAX_SAFE_INTEGER);
  expect(isCut, 'fragmentBytes', 'must be a whole number above 0');
  expect(
    beginning.length > 0 || action.kind === 'EXECUTE',
    'archive',
    'is empty, and the action needs files',
  );
  expect(
    beginning.length === 0 || isTarGz(beginning) || isZip(beginning),
    'archive',
    'must be a gzipped tar or a zip archive',
  );
  const [name, value] = describeAction(action);
  expect(value.trim() !== '', `action.${name.toLowerCase()}`, 'must not be empty');
  expect(
    notice === undefined || isWhole(notice.countdownSeconds, 0, 86_400),
    'notice.countdownSeconds',
    'must be a whole number from 0 to 86400',
  );
  return faults;
}

/** Describes a package to agents (OCS: §6 of its protocol, the console's PackageBuilder). */
export function formatInfo(definition: PackageDefinition, { fragments, digest }: CutArchive): string {
  const { notice, doneText } = definition;
  const [name, value] = describeAction(definition.action);
  const attributes: Record<string, string | number> = {
    ID: definition.id,
    PRI: definition.priority,
    ACT: definition.action.kind,
    DIGEST: fragments === 0 ? '' : digest,
    PROTO: definition.protocol,
    FRAGS: fragments,
    DIGEST_ALGO: definition.digest,
    DIGEST_ENCODE: definition.digestEncoding,
    [name]: value,
    NOTIFY_USER: notice === undefined ? 0 : 1,
    NOTIFY_TEXT: notice?.text ?? '',
    NOTIFY_COUNTDOWN: notice?.countdownSeconds ?? '',
    NOTIFY_CAN_ABORT: notice?.canAbort === true ? 1 : 0,
    NOTIFY_CAN_DELAY: notice?.canDelay === true ? 1 : 0,
    NEED_DONE_ACTION: doneText === undefined ? 0 : 1,
    NEED_DONE_ACTION_TEXT: doneText ?? '',
    GARDEFOU: 'rien',
  };
  const written = Object.entries(attributes).map(([key, text]) => `${key}="${escapeXml(String(text))}"`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<DOWNLOAD ${written.join(' ')} />\n`;
}

function describeAction(action: PackageAction): [attribute: string, value: string] {
  switch (action.kind) {
    case 'STORE':
      return ['PATH', action.path];
    case 'LAUNCH':
      return ['NAME', action.name];
    case 'EXECUTE':
      return ['COMMAND', action.command];
  }
}

/** Begins the digest of an archive. */
export function openDigest({ digest }: PackageDefinition): Hash {
  return createHash(digest.toLowerCase());
}

/** Perl's digests in Base64, which agents compare with, are not padded. */
export function closeDigest({ digestEncoding }: PackageDefinition, hash: Hash): string {
  return digestEncoding === 'Hexa' ? hash.digest('hex') : hash.digest('base64').replace(/=+$/, '');
}

function isWhole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}

function isTarGz(archive: Uint8Array): boolean {
  return archive[0] === 0x1f && archive[1] === 0x8b;
}

function isZip(archive: Uint8Array): boolean {
  return archive[0] === 0x50 && archive[1] === 0x4b;
}
