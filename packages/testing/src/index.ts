export { getPeers, type Peers } from './peers.ts';
