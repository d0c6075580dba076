import { expect, test } from 'vitest';
import { readLines } from '../host.ts';
import { createRecording, formatRecording, parseRecording } from './recording.ts';
import { createRecordingHost } from './recording-host.ts';
import { createReplayHost } from './replay-host.ts';

function recordEverything() {
  const recording = createRecording('pc', 'x86_64');
  recording.files.set('/etc/issue', Buffer.from('=== Welcome\n\\o/ to \\n\n'));
  recording.files.set('/sys/x/edid', Buffer.from([0, 255, 10, 13]));
  recording.files.set('/empty', Buffer.alloc(0));
  recording.links.set('/sys/block/sda', '../devices/ata1/block/sda');
  recording.directories.set('/run', ['a', 'b']);
  recording.modified.set('/x', '2024-04-02T07:30:00.000Z');
  recording.spaces.set('/', { totalBytes: 10, freeBytes: 5 });
  recording.commands.add('rpm');
  recording.results.set('["lpstat","-v"]', { exitCode: 1, stdout: 'one\ntwo\n', stderr: 'no scheduler\n' });
  recording.addresses.push({
    interfaceName: 'eth0',
    family: 'IPv4',
    address: '192.0.2.1',
    netmask: '255.255.255.0',
  });
  return recording;
}

test('a recording is read as it was written', () => {
  const recording = recordEverything();

  expect(parseRecording(`A remark.\n${formatRecording(recording)}`)).toEqual(recording);
});

test('a recording of a replayed host is the recording again', async () => {
  const original = recordEverything();
  const copy = createRecording('pc', 'x86_64');
  const host = createRecordingHost(createReplayHost(original), copy);

  for (const path of original.files.keys()) await host.readBytes(path);
  for (const path of original.links.keys()) await host.readLink(path);
  for (const path of original.directories.keys()) await host.list(path);
  await host.modifiedAt('/x');
  await host.space('/');
  await host.hasCommand('rpm');
  await host.run('lpstat', ['-v']);
  host.addresses();

  expect(copy).toEqual(original);
});

test('what was not recorded is not there', async () => {
  const host = createReplayHost(createRecording('pc', 'x86_64'));

  expect(await host.readText('/etc/passwd')).toBeUndefined();
  expect(await host.list('/sys')).toEqual([]);
  expect(await host.hasCommand('rpm')).toBe(false);
  await expect(readLines(host, 'rpm', ['-qa'])).rejects.toThrow('rpm -qa was not recorded');
});

test('a command that ends with an error is told with its reason', async () => {
  const host = createReplayHost(recordEverything());

  await expect(readLines(host, 'lpstat', ['-v'])).rejects.toThrow('lpstat ended with 1: no scheduler');
});
