import type { TestCmdb } from './cmdb.ts';

const mapping = {
  version: '1',
  classes: [
    { name: 'Computer', attributes: ['Code', 'Description', 'RAM'], master: true },
    { name: 'Memory', attributes: ['Code', 'Capacity'], master: false, domain: 'ComputerMemory' },
  ],
};

/** One whole run of a source, record by record, as a connector would make it. */
export async function runSource(cmdb: TestCmdb, source: string, records: readonly object[]): Promise<string> {
  const known = await cmdb.call<{ items: { name: string }[] }>('GET', '/api/sources');
  if (!known.items.some((each) => each.name === source)) await cmdb.call('PUT', `/api/sources/${source}`, {});
  const run = await cmdb.call<{ id: string }>('POST', `/api/sources/${source}/runs`, {
    mode: 'full',
    mapping,
  });
  const lines = records.map((record, index) => JSON.stringify({ seq: index + 1, ...record }));
  await cmdb.call('POST', `/api/runs/${run.id}/records`, `${lines.join('\n')}\n`, {
    'content-type': 'application/x-ndjson',
  });
  await cmdb.call('POST', `/api/runs/${run.id}/close`, { read: records.length, errors: 0, complete: true });
  await cmdb.call('POST', `/api/runs/${run.id}/plan`);
  await cmdb.call('POST', `/api/runs/${run.id}/apply`);
  return run.id;
}

export function computer(code: string, attributes: Record<string, unknown>, parts: readonly object[] = []) {
  return { class: 'Computer', key: { Code: code }, attributes: { Code: code, ...attributes }, parts };
}

function withMemory(code: string) {
  const attributes = { Code: `${code}/1`, Capacity: '4096' };
  const part = { domain: 'ComputerMemory', direction: 'directed', class: 'Memory', identify: ['Code'] };
  return computer(code, { RAM: 4096 }, [{ ...part, attributes }]);
}

/** A source of 12 machines with a memory each that no longer mentions 10 of them: they wait, and their memories with them. */
export async function makeWaitingRun(cmdb: TestCmdb, source: string): Promise<string> {
  const codes = Array.from({ length: 12 }, (_none, index) => `${source.toUpperCase()}-${index + 1}`);
  const policy = { breaker: [{ class: 'Computer', action: 'retire', number: 5, share: 0.2 }] };
  await cmdb.call('PUT', `/api/sources/${source}`, { description: 'A source that lost machines', policy });
  await runSource(cmdb, source, codes.map(withMemory));
  return runSource(cmdb, source, codes.slice(0, 2).map(withMemory));
}

/** A source with two machines that cannot be told: one waits for an answer, the other was answered to be none of ours. */
export async function makeDoubtfulRecords(cmdb: TestCmdb, source: string): Promise<void> {
  const doubtful = ['NA', 'LOST'].map((code) => ({
    ...computer(code, { RAM: 4096 }),
    evidence: { serial: `${source}-${code}` },
  }));
  await runSource(cmdb, source, doubtful);
  const { items } = await cmdb.call<{ items: { id: string; key: string }[] }>(
    'GET',
    `/api/quarantine?source=${source}`,
  );
  for (const { id } of items.filter(({ key }) => key === 'LOST')) {
    await cmdb.call('POST', `/api/quarantine/${id}/answer`, { answer: 'ignore', reason: 'a visitor’s' });
  }
}
