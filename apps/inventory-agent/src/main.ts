import { describeFailure, runUntilStopped } from '@popis/runtime';
import { contactOnce, makeLooseReport, recordThisHost, writeReportFile } from './agent.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { startService } from './service.ts';
import { createStateStore } from './state.ts';
import { version } from './version.ts';

const defaultPeriodHours = 24;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let options: ReturnType<typeof parseOptions>;
  try {
    options = parseOptions(args, { version, isRoot: process.getuid?.() === 0 });
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\npopis-agent --help shows what can be given\n`);
    return 2;
  }
  try {
    if (options === 'help') process.stdout.write(`${usage}\n`);
    else if (options === 'version') process.stdout.write(`${version}\n`);
    else await run(options);
    return 0;
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    return 1;
  }
}

async function run(options: Options): Promise<void> {
  const { destination } = options;
  switch (destination.kind) {
    case 'stdout':
      process.stdout.write((await makeLooseReport(options)).xml);
      return;
    case 'folder':
      process.stdout.write(`${await writeReportFile(destination.folder, options)}\n`);
      return;
    case 'recording':
      return await recordThisHost(destination.file);
    case 'server':
      if (destination.asService) return await serve(destination.url, options);
      await contactOnce(destination.url, options);
  }
}

async function serve(url: URL, options: Options): Promise<void> {
  const state = await createStateStore(options.stateFolder).readServer(url.href);
  const periodHours = state.prologFrequencyHours ?? defaultPeriodHours;
  await runUntilStopped(async () => startService(() => contactOnce(url, options), periodHours));
}
