// Compiles every workspace (TypeScript 7, project references) and bundles the web UI.
// Both are incremental: an unchanged tree costs about a second. Progress goes to stderr, since commands print after it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
function run(label, script, args, cwd = root) {
  process.stderr.write(`build: ${label} … `);
  const since = performance.now();
  const result = spawnSync(process.execPath, [path.join(root, script), ...args], { cwd, encoding: 'utf8' });
  if (result.status !== 0) {
    process.stderr.write(`failed\n${result.stdout}${result.stderr}`);
    process.exit(1);
  }
  process.stderr.write(`${((performance.now() - since) / 1000).toFixed(1)} s\n`);
}

/** SHA-256 over names and bytes of all files below the folders, so that an unchanged UI is not bundled again. */
function fingerprint(folders) {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const entries = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files.sort()) hash.update(file).update(readFileSync(file));
  }
  const files = ['package-lock.json', 'apps/web/vite.config.ts', 'apps/web/index.html'];
  for (const name of ['model', 'errors', 'api-client']) files.push(`packages/${name}/package.json`);
  for (const file of files) hash.update(readFileSync(path.join(root, file)));
  return hash.digest('hex');
}

run('TypeScript', 'node_modules/typescript7/bin/tsc', ['-b']);
const bundle = path.join(root, 'apps/web/dist/bundle');
const mark = path.join(root, 'apps/web/dist/bundle.sha256');
const wanted = fingerprint([
  'apps/web/src',
  'apps/web/public',
  'packages/model/src',
  'packages/errors/src',
  'packages/api-client/src',
]);
const upToDate =
  existsSync(path.join(bundle, 'index.html')) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted;
if (!upToDate) {
  run(
    'web UI',
    'node_modules/vite/bin/vite.js',
    ['build', '--logLevel', 'warn'],
    path.join(root, 'apps/web'),
  );
  mkdirSync(path.dirname(mark), { recursive: true });
  writeFileSync(mark, wanted);
}
