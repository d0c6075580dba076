import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { runConnectorCommand } from '../../../../tests/connector/run-command.ts';

let cmdb: TestCmdb;
let folder: string;
beforeAll(async () => {
  cmdb = await startTestCmdb();
  folder = await mkdtemp(path.join(tmpdir(), 'popis-policy-'));
});
beforeEach(async () => {
  await cmdb.call('PUT', '/sources/ocs', { policy: {} });
});
afterAll(async () => {
  await cmdb.stop();
  await rm(folder, { recursive: true });
});

function connect(...args: string[]) {
  return runConnectorCommand({ CMDB_URL: cmdb.url, CMDB_TOKEN: adminToken }, args);
}

async function writePolicy(policy: object | string) {
  const file = path.join(folder, 'policy.json');
  await writeFile(file, typeof policy === 'string' ? policy : JSON.stringify(policy));
  return file;
}

const strict = {
  vanished: [{ class: 'Computer', action: 'retire', missedRuns: 3 }],
  approval: [{ class: 'Computer', action: 'retire' }],
};

describe('the policy of a source in a file', () => {
  test('is told from the one that stands, made to stand with a reason, and then no different', async () => {
    const file = await writePolicy(strict);

    const before = await connect('policy', 'check', '--policy', file);
    const installed = await connect('policy', 'install', '--policy', file, '--reason', 'agreed on');
    const after = await connect('policy', 'check', '--policy', file);
    const again = await connect('policy', 'install', '--policy', file, '--reason', 'once more');

    expect(before.code).toBe(2);
    expect(before.complained).toContain('ocs does not go by what');
    expect(before.complained).toMatch(/approval.*"class":"Computer".*is in the file only/);
    expect(installed.code, installed.complained).toBe(0);
    expect(installed.said).toContain('added approval {"class":"Computer","action":"retire"}');
    expect(after.code, after.complained).toBe(0);
    expect(again.said).toBe(`ocs goes by what ${file} says`);
    const { body } = await cmdb.call<{ items: { reason: string | null }[] }>('GET', '/sources/ocs/policies');
    expect(body.items[0]?.reason).toBe('agreed on');
  });

  test('is what is shown of the one that stands', async () => {
    await cmdb.call('PUT', '/sources/ocs', { policy: strict });

    const { said } = await connect('policy', 'show', '--source', 'ocs');
    const file = await writePolicy(said);
    await cmdb.call('PUT', '/sources/ocs', { policy: {} });
    await connect('policy', 'install', '--policy', file, '--reason', 'back again');

    expect(await connect('policy', 'show')).toMatchObject({ code: 0, said: await readFile(file, 'utf8') });
  });

  test('makes a source that is not there yet, and is named by a configuration beside it', async () => {
    await writePolicy(strict);
    const { hostname, port } = new URL(cmdb.url);
    const configuration = path.join(folder, 'site-a.xml');
    await writeFile(
      configuration,
      `<configuration><cmdbuild><ServerAddress>${hostname}</ServerAddress><ServerPort>${port}</ServerPort>
         <Username>-</Username><Password>-</Password></cmdbuild>
       <inventory><DbType>csv</DbType><Folder>/srv/none</Folder></inventory>
       <source><Name>site-a</Name><Policy>policy.json</Policy></source></configuration>`,
    );

    const gone = await connect('policy', 'show', '--configuration', configuration);
    const installed = await connect('policy', 'install', '--configuration', configuration, '--reason', 'new');
    const { said } = await connect('policy', 'show', '--configuration', configuration);

    expect(gone.code).toBe(1);
    expect(gone.complained).toContain('site-a');
    expect(installed.code, installed.complained).toBe(0);
    expect(JSON.parse(said)).toMatchObject(strict);
  });

  test.each<[string, object | string, RegExp]>([
    ['what is no JSON', '{"vanished": [', /policy\.json is no JSON: /],
    [
      'an unknown class',
      { vanished: [{ class: 'Spaceship', action: 'leave' }] },
      /vanished\.0\.class.*no class/,
    ],
    ['an unknown member', { breakers: [] }, /policy\.json cannot be a policy/],
    ['a share above 1', { breaker: [{ action: 'retire', share: 20 }] }, /breaker\.0\.share/],
  ])('is refused with %s, with the place, and nothing is written', async (_name, policy, complaint) => {
    const file = await writePolicy(policy);
    const before = await connect('policy', 'show');

    const { code, complained } = await connect('policy', 'install', '--policy', file, '--reason', 'wrong');

    expect(code).toBe(2);
    expect(complained).toMatch(complaint);
    expect(await connect('policy', 'show')).toEqual(before);
  });

  test('has to be named', async () => {
    const { code, complained } = await connect('policy', 'check');

    expect(code).toBe(2);
    expect(complained).toContain('--policy FILE');
  });
});
