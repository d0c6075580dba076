import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect } from './resolver.ts';

test('servers behind the stub of systemd-resolved', async () => {
  const host = replayText(`=== host pc x86_64
=== file /etc/resolv.conf
nameserver 127.0.0.53
search .
=== file /run/systemd/resolve/resolv.conf
nameserver 10.0.0.1
nameserver 2001:db8::53
search corp.example.org other.example.org
`);

  expect(await collect(host)).toEqual({
    HARDWARE: [{ DNS: '10.0.0.1/2001:db8::53', WORKGROUP: 'corp.example.org' }],
  });
});

test('the stub itself where nothing else is known', async () => {
  const host = replayText('=== host pc x86_64\n=== file /etc/resolv.conf\nnameserver 127.0.0.53\n');

  expect(await collect(host)).toEqual({ HARDWARE: [{ DNS: '127.0.0.53' }] });
});

test('the domain of the host name comes before that of the resolver', async () => {
  const host = replayText(`=== host pc.a.example.org x86_64
=== file /etc/resolv.conf
# comment
domain b.example.org
nameserver 192.0.2.53
`);

  expect(await collect(host)).toEqual({ HARDWARE: [{ DNS: '192.0.2.53', WORKGROUP: 'a.example.org' }] });
});
