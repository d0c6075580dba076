import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { GatheringSocket } from './gathering-socket.ts';

const server = createServer();
const socket = new GatheringSocket();

afterEach(() => {
  socket.destroy();
  server.close();
});

test('what is corked in one turn goes out as one write, in order, and nothing stays behind', async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  socket.connect(address.port, '127.0.0.1');
  const [[peer]] = await Promise.all([accepted, once(socket, 'connect')]);
  let handedOn = 0;
  const writeTogether = socket._writev?.bind(socket);
  socket._writev = (chunks, done) => {
    handedOn += 1;
    writeTogether?.(chunks, done);
  };

  for (const text of ['one ', 'two ']) {
    socket.cork();
    socket.write(text);
    socket.write(`(${text.trim()}) `);
    socket.uncork();
    await Promise.resolve();
  }
  let received = '';
  while (!received.endsWith('(two) ')) {
    const [data] = await once(peer, 'data');
    received += String(data);
  }

  expect(received).toBe('one (one) two (two) ');
  expect(handedOn).toBe(1);
  expect(socket.writableLength).toBe(0);
});
