import { gzipSync } from 'node:zlib';
import { InvalidInputError } from '@popis/errors';
import { expect, test } from 'vitest';
import {
  checkFragments,
  checkPackage,
  closeDigest,
  formatInfo,
  openDigest,
  type PackageDefinition,
} from './build-package.ts';

const archive = gzipSync(Buffer.from('files of the package'.repeat(50)));
const definition: PackageDefinition = {
  id: '1700000001',
  priority: 5,
  action: { kind: 'STORE', path: '/opt/<viewer>' },
  protocol: 'HTTPS',
  digest: 'SHA1',
  digestEncoding: 'Hexa',
  fragmentBytes: 10,
};

const cut = { bytes: 42, fragments: 5, digest: 'd1' };

test('info describes the archive and what is done with it', () => {
  const info = formatInfo(definition, cut);

  expect(info).toContain('ID="1700000001" PRI="5" ACT="STORE" DIGEST="d1" PROTO="HTTPS" FRAGS="5"');
  expect(info).toContain('PATH="/opt/&lt;viewer&gt;"');
  expect(info).toContain('NOTIFY_USER="0"');
});

test('a digest in Base64 has no padding, as Perl writes it', () => {
  const digestOf = (encoding: 'Hexa' | 'Base64') => {
    const given: PackageDefinition = { ...definition, digest: 'MD5', digestEncoding: encoding };
    return closeDigest(given, openDigest(given).update('files'));
  };

  expect(digestOf('Hexa')).toBe('45b963397aa40d4a0063e0d85e4fe7a1');
  expect(digestOf('Base64')).toBe('RbljOXqkDUoAY+DYXk/noQ');
});

test('a command needs no files', () => {
  const command: PackageDefinition = { ...definition, action: { kind: 'EXECUTE', command: 'reboot' } };

  checkPackage(command, new Uint8Array());
  const info = formatInfo(command, { bytes: 0, fragments: 0, digest: 'of nothing' });

  expect(info).toContain('DIGEST="" PROTO="HTTPS" FRAGS="0"');
  expect(info).toContain('COMMAND="reboot"');
});

test('what the user is told is written out', () => {
  const notice = { text: 'Save "all"', countdownSeconds: 60, canAbort: true, canDelay: false };

  const info = formatInfo({ ...definition, notice, doneText: 'Done' }, cut);

  expect(info).toContain(
    'NOTIFY_USER="1" NOTIFY_TEXT="Save &quot;all&quot;" NOTIFY_COUNTDOWN="60" NOTIFY_CAN_ABORT="1" NOTIFY_CAN_DELAY="0" NEED_DONE_ACTION="1" NEED_DONE_ACTION_TEXT="Done"',
  );
});

test('every fault of a definition is named', () => {
  const wrong: PackageDefinition = {
    ...definition,
    id: '../x',
    priority: 11,
    fragmentBytes: 0,
    action: { kind: 'LAUNCH', name: ' ' },
  };

  const build = () => checkPackage(wrong, Buffer.from('text'));

  expect(build).toThrow(InvalidInputError);
  expect(build).toThrow(
    expect.objectContaining({
      faults: ['id', 'priority', 'fragmentBytes', 'archive', 'action.name'].map((path) =>
        expect.objectContaining({ path }),
      ),
    }),
  );
});

test('an archive of more fragments than agents fetch is refused', () => {
  checkPackage(definition, archive);
  checkFragments(10_000);

  expect(() => checkFragments(10_001)).toThrow(
    expect.objectContaining({ faults: [expect.objectContaining({ path: 'fragmentBytes' })] }),
  );
});
