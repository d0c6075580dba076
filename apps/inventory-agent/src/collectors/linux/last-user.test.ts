import { expect, test } from 'vitest';
import { createRecording } from '../../recordings/recording.ts';
import { createReplayHost } from '../../recordings/replay-host.ts';
import { collect, isAvailable } from './last-user.ts';

/** One record of utmp(5). */
function login(type: number, user: string, seconds: number): Buffer {
  const record = Buffer.alloc(384);
  record.writeInt16LE(type, 0);
  record.write(user, 44);
  record.writeInt32LE(seconds, 340);
  return record;
}

function hostWith(files: Record<string, Buffer>) {
  const recording = createRecording('pc', 'x86_64');
  for (const [path, bytes] of Object.entries(files)) recording.files.set(path, bytes);
  return createReplayHost(recording);
}

test('the newest session of those that are open', async () => {
  const host = hostWith({
    '/run/utmp': Buffer.concat([login(2, 'reboot', 900), login(7, 'ana', 100), login(7, 'milica', 200)]),
    '/var/log/wtmp': login(7, 'other', 300),
  });

  expect(await collect(host)).toEqual({ HARDWARE: [{ USERID: 'milica' }] });
});

test('the newest that was, when nobody is logged in', async () => {
  const host = hostWith({
    '/run/utmp': login(8, 'gone', 100),
    '/var/log/wtmp': Buffer.concat([login(7, 'ana', 100), login(8, '', 150), Buffer.from('cut off')]),
  });

  expect(await collect(host)).toEqual({ HARDWARE: [{ USERID: 'ana' }] });
});

test('a host nobody has ever logged into says nothing', async () => {
  expect(await isAvailable(hostWith({ '/var/log/wtmp': Buffer.alloc(0) }))).toBe(false);
});
