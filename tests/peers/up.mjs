// Installs and starts the peers of the tests: node tests/peers/up.mjs [STATE_FOLDER [PEER …]]. See README.md.
import path from 'node:path';
import { defaultStateFolder, findObstacle, startPeers } from './peers.mjs';

const [folder = defaultStateFolder(), ...named] = process.argv.slice(2);
const stateFolder = path.resolve(folder);
const obstacle = findObstacle();
if (obstacle !== undefined) {
  console.error(obstacle);
  process.exit(1);
}
try {
  const { values, file } = await startPeers(
    stateFolder,
    (line) => console.error(`peers: ${line}`),
    named.length > 0 ? named : undefined,
  );
  console.error(`peers: ${file}`);
  console.log(JSON.stringify(values, null, 2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
