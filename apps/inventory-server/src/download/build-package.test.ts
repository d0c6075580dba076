import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { InvalidInputError } from '@popis/errors';
import { expect, test } from 'vitest';
import { buildPackage, type PackageDefinition } from './build-package.ts';

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

test('the fragments put together again are the archive that info describes', () => {
  const { info, fragments } = buildPackage(definition, archive);

  expect(Buffer.concat(fragments)).toEqual(archive);
  expect(fragments.slice(0, -1).every((fragment) => fragment.length === 10)).toBe(true);
  expect(info).toContain(`FRAGS="${fragments.length}"`);
  expect(info).toContain(`DIGEST="${createHash('sha1').update(archive).digest('hex')}"`);
  expect(info).toContain('ID="1700000001" PRI="5" ACT="STORE"');
  expect(info).toContain('PATH="/opt/&lt;viewer&gt;"');
  expect(info).toContain('NOTIFY_USER="0"');
});

test('a digest in Base64 has no padding, as Perl writes it', () => {
  const { info } = buildPackage({ ...definition, digest: 'MD5', digestEncoding: 'Base64' }, archive);

  expect(info).toContain(
    `DIGEST="${createHash('md5').update(archive).digest('base64').slice(0, 22)}" PROTO="HTTPS"`,
  );
});

test('a command needs no files', () => {
  const { info, fragments } = buildPackage(
    { ...definition, action: { kind: 'EXECUTE', command: 'reboot' } },
    new Uint8Array(),
  );

  expect(fragments).toEqual([]);
  expect(info).toContain('DIGEST="" PROTO="HTTPS" FRAGS="0"');
  expect(info).toContain('COMMAND="reboot"');
});

test('what the user is told is written out', () => {
  const notice = { text: 'Save "all"', countdownSeconds: 60, canAbort: true, canDelay: false };

  const { info } = buildPackage({ ...definition, notice, doneText: 'Done' }, archive);

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

  const build = () => buildPackage(wrong, Buffer.from('text'));

  expect(build).toThrow(InvalidInputError);
  expect(build).toThrow(
    expect.objectContaining({
      faults: ['id', 'priority', 'fragmentBytes', 'archive', 'action.name'].map((path) =>
        expect.objectContaining({ path }),
      ),
    }),
  );
});
