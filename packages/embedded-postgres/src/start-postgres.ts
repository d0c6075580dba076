import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ConflictError, UnavailableError } from '@popis/errors';
import { prepareBinaries } from './binaries.ts';
import { type Cluster, openCluster, roleName } from './cluster.ts';
import { makeDataDir, prepareClusterFolder } from './cluster-folder.ts';
import { createDatabaseIfAbsent } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { findFreePort, isPortFree } from './free-port.ts';
import { stopOrphan } from './orphan.ts';
import { chooseOsUser } from './os-user.ts';
import { launchPostmaster, type Postmaster } from './postmaster.ts';
import { findText, writePrivateFile } from './small-files.ts';

/** How to start PostgreSQL. */
export interface PostgresOptions {
  /** Folder for the cluster, its password, port and log; made when absent. */
  dataDir: string;
  /** TCP port on 127.0.0.1. Without it: the one used last, or a free one. */
  port?: number;
  /** Server settings by name, such as `shared_buffers`; `fsync: 'off'` also spares the initial flush. */
  settings?: Readonly<Record<string, string>>;
  /** Hears, in a line, of what a person should know: data or programs put elsewhere, an orphan stopped. */
  onNotice?: (line: string) => void;
}

/** A running PostgreSQL that this process owns. */
export interface EmbeddedPostgres {
  readonly port: number;
  /** Resolved when the server has ended, by {@link stop} or by itself. */
  readonly ended: Promise<void>;
  /** `postgres://…` with the password in it: hand it over as an environment variable, never as an argument. */
  urlFor(database: string): string;
  /** Makes the database when it is absent. */
  ensureDatabase(name: string): Promise<void>;
  /** Stops the server in order and lets the folder go; further calls wait for the first. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL from npm's binaries on a data folder of its own: made at first, recovered after a crash, kept from
 * other processes while it runs, on 127.0.0.1 only, as an unprivileged user when this process is root.
 *
 * @throws ConflictError when another process has the folder (its number in the message), or the given port is taken.
 * @throws UnavailableError saying what to do when it cannot be started.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const asRoot = process.getuid?.() === 0;
  const dataDir = await makeDataDir(path.resolve(options.dataDir), asRoot);
  const release = await lockFolder(dataDir);
  try {
    const cluster = await prepareCluster(dataDir, options);
    const server = await launch(dataDir, cluster, options);
    return toEmbeddedPostgres(cluster, server, release);
  } catch (error) {
    await release();
    throw error;
  }
}

async function prepareCluster(dataDir: string, options: PostgresOptions): Promise<Cluster> {
  const onNotice = options.onNotice ?? (() => {});
  const user = await chooseOsUser(path.join(dataDir, 'cluster'));
  const home = await prepareClusterFolder(dataDir, user, onNotice);
  const binaries = await prepareBinaries(user, dataDir, onNotice);
  const places = { home, passwordFile: path.join(dataDir, 'password') };
  return await openCluster(places, binaries, user, options.settings?.fsync !== 'off');
}

async function launch(dataDir: string, cluster: Cluster, options: PostgresOptions): Promise<Postmaster> {
  const portFile = path.join(dataDir, 'port');
  const logFile = path.join(dataDir, 'postgres.log');
  const recovers = await stopOrphan(cluster.folder, options.onNotice ?? (() => {}));
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(options.port, await findText(portFile));
    const server = await launchPostmaster(cluster, port, options.settings ?? {}, logFile);
    if ('stop' in server) {
      await writePrivateFile(portFile, String(port));
      return server;
    }
    // The port may have been lost to another process just now, and the processes of a killed server take a moment to end.
    const mayPass = server.ended && (recovers || !(await isPortFree(port)));
    if (!mayPass || attempt === 6) {
      throw new UnavailableError(`PostgreSQL did not start: ${server.reason} (its log is ${logFile})`);
    }
    await wait(attempt * 300);
  }
}

async function choosePort(wanted: number | undefined, last: string | undefined): Promise<number> {
  if (wanted !== undefined) {
    if (await isPortFree(wanted)) return wanted;
    throw new ConflictError(`Port ${wanted} of 127.0.0.1, wanted for PostgreSQL, is in use`, {
      context: { port: wanted },
    });
  }
  const remembered = Number(last);
  if (remembered > 0 && (await isPortFree(remembered))) return remembered;
  return await findFreePort();
}

function toEmbeddedPostgres(
  cluster: Cluster,
  server: Postmaster,
  release: () => Promise<void>,
): EmbeddedPostgres {
  const urlFor = (database: string) =>
    `postgres://${roleName}:${encodeURIComponent(cluster.password)}@127.0.0.1:${server.port}/${encodeURIComponent(database)}`;
  let stopping: Promise<void> | undefined;
  return {
    port: server.port,
    ended: server.ended,
    urlFor,
    ensureDatabase: (name) => createDatabaseIfAbsent(urlFor('postgres'), name),
    stop() {
      stopping ??= server.stop().then(release);
      return stopping;
    },
  };
}
