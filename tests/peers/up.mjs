// Installs and starts the peers of the tests: node tests/peers/up.mjs [STATE_FOLDER]. See README.md.
import path from 'node:path';
import { defaultStateFolder, findObstacle, startPeers } from './peers.mjs';

const stateFolder = path.resolve(process.argv[2] ?? defaultStateFolder());
const obstacle = findObstacle();
if (obstacle !== undefined) {
  console.error(obstacle);
  process.exit(1);
}
try {
  const { values, file } = await startPeers(stateFolder, (line) => console.error(`peers: ${line}`));
  console.error(`peers: ${file}`);
  console.log(JSON.stringify(values, null, 2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
