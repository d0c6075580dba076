// Stops the peers that up.mjs started and removes their data: node tests/peers/down.mjs [STATE_FOLDER].
import path from 'node:path';
import { defaultStateFolder, stopPeers } from './peers.mjs';

await stopPeers(path.resolve(process.argv[2] ?? defaultStateFolder()));
