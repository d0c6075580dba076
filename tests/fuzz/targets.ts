import { findFreePort } from '@popis/embedded-postgres';
import { openInventoryDatabase } from '../e2e/support/inventory-database.ts';
import type { OwnDatabase } from '../e2e/support/own-postgres.ts';
import { runProcess, startProcess, waitFor } from '../support/processes.ts';
import { type FuzzOptions, type FuzzReport, fuzzInventory } from './fuzz-inventory.ts';

const NO_LIMITS = { ADDRESS_RATE: 'off', DEVICE_RATE: 'off', FAILURE_RATE: 'off' };

async function startTarget(own: OwnDatabase) {
  const port = await findFreePort();
  const server = startProcess('apps/inventory-server/dist/main.js', [], {
    INVENTORY_DATABASE_URL: own.url,
    PORT: String(port),
    LOG_LEVEL: 'error',
    ...NO_LIMITS,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(`the inventory server at ${url}`, async () => {
    if (server.child.exitCode !== null) throw new Error(`The inventory server has ended: ${server.output()}`);
    const response = await fetch(`${url}/health`).catch(() => undefined);
    return response?.ok || undefined;
  });
  const database = await openInventoryDatabase(own.url);
  return {
    target: { url: `${url}/ocsinventory`, pid: server.pid, database },
    isAlive: () => server.child.exitCode === null && server.child.signalCode === null,
    output: server.output,
    stop: async () => {
      await database.close();
      await server.stop();
      await own.drop();
    },
  };
}

/** Runs the fuzzer on two servers of its own, each on an empty database of one kind. */
export async function fuzzOn(
  createDatabase: () => Promise<OwnDatabase>,
  options: Pick<FuzzOptions, 'seed' | 'goesOn' | 'onProgress'>,
): Promise<FuzzReport> {
  const own = await createDatabase();
  const spoiled = await startTarget(own);
  try {
    const plain = await startTarget(await createDatabase());
    try {
      const token = await runProcess(
        'apps/inventory-server/dist/enrolment.js',
        ['token', '--uses', '1', '--expires-hours', '4'],
        { INVENTORY_DATABASE_URL: own.url },
      );
      const report = await fuzzInventory({
        ...options,
        target: spoiled.target,
        reference: plain.target,
        token: token.stdout.trim(),
      });
      for (const { isAlive, output } of [spoiled, plain]) {
        if (!isAlive()) report.findings.push(`a server has ended: ${output().slice(-2000)}`);
        if (output() !== '') report.findings.push(`a server logged errors: ${output().slice(0, 2000)}`);
      }
      return report;
    } finally {
      await plain.stop();
    }
  } finally {
    await spoiled.stop();
  }
}
