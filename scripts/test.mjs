// `npm test`: builds, checks, brings up the peers (tests/peers) and runs every test. `npm test -- unit lint` runs only these
// suites. The last line is `N passed, N failed`; the exit code is 0 only when nothing failed.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultStateFolder, findObstacle, startPeers, stopPeers } from '../tests/peers/peers.mjs';
import { runCommand, stopCommands } from './test-run/processes.mjs';
import { checks, projects } from './test-run/suites.mjs';
import { formatTable } from './test-run/table.ts';
import { toVitestResult } from './test-run/vitest-result.ts';

const root = path.resolve(import.meta.dirname, '..');
const wanted = process.argv.slice(2);
const known = [...checks, ...projects].map((suite) => suite.name);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no suite ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  process.exit(2);
}
const isWanted = (suite) => wanted.length === 0 || wanted.includes(suite.name);

const environment = {
  ...process.env,
  PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`,
};
const reports = mkdtempSync(path.join(tmpdir(), 'popis-test-'));
const results = [];
const notes = [];
let stopSignal;
let peersStarting = Promise.resolve({ started: [], variables: {} });

for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.on(signal, async () => {
    if (stopSignal !== undefined) return; // already stopping
    stopSignal = signal;
    console.error(`test: ${signal}, stopping`);
    process.exitCode = exitCode;
    await stopCommands();
  });
}

try {
  if (projects.some((project) => project.needsPeers && isWanted(project))) peersStarting = bringUpPeers();
  for (const check of checks.filter(isWanted)) await runCheck(check);
  for (const project of projects.filter((each) => isWanted(each) && !each.needsPeers))
    await runProject(project);
  Object.assign(environment, (await peersStarting).variables);
  for (const project of projects.filter((each) => isWanted(each) && each.needsPeers))
    await runProject(project);
} finally {
  await putDownPeers();
  rmSync(reports, { recursive: true, force: true });
}
if (stopSignal === undefined) report();

async function runCheck({ name, script }) {
  await runSuite(name, async () => {
    const code = await runCommand('npm', ['run', '--silent', script], { cwd: root, env: environment });
    return code === 0 ? { passed: 1, failed: 0, notes: [] } : { passed: 0, failed: 1, notes: ['see above'] };
  });
}

async function runProject({ name }) {
  await runSuite(name, async () => {
    const file = path.join(reports, `${name}.json`);
    const code = await runCommand(
      process.execPath,
      [
        path.join(root, 'node_modules/vitest/vitest.mjs'),
        ...['run', '--project', name, '--allowOnly=false', '--reporter=default', '--reporter=json'],
        `--outputFile.json=${file}`,
      ],
      { cwd: root, env: environment },
    );
    return toVitestResult(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined, code);
  });
}

async function runSuite(name, run) {
  if (stopSignal !== undefined) return;
  console.log(`\n=== ${name}`);
  const since = performance.now();
  const result = await run();
  record(name, result, since);
}

function record(name, result, since) {
  results.push({
    name,
    passed: result.passed,
    failed: result.failed,
    seconds: (performance.now() - since) / 1000,
  });
  for (const note of result.notes) notes.push(`${name}: ${note}`);
}

/** Resolves to what was started and the variables that tell the tests where it is. Peers that are missing are one failure. */
async function bringUpPeers() {
  if (process.env.POPIS_TEST_PEERS !== undefined) return { started: [], variables: {} };
  const since = performance.now();
  try {
    const obstacle = findObstacle();
    if (obstacle !== undefined) throw new Error(obstacle);
    const { values, file, started } = await startPeers(defaultStateFolder(), (line) =>
      console.error(`peers: ${line}`),
    );
    record('peers', { passed: 0, failed: 0, notes: [] }, since);
    return { started, variables: { POPIS_TEST_PEERS: file, POPIS_TEST_MARIADB_URL: values.mariadbUrl } };
  } catch (error) {
    console.error(error.message);
    record('peers', { passed: 0, failed: 1, notes: [error.message] }, since);
    return { started: [], variables: {} };
  }
}

async function putDownPeers() {
  const { started } = await peersStarting;
  if (started.length > 0) await stopPeers(defaultStateFolder(), started);
}

function report() {
  console.log(`\n${formatTable(results)}\n`);
  for (const note of notes) console.log(`- ${note}`);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
