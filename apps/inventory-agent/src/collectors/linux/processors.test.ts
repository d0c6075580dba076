import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect } from './processors.ts';

const amd = (processor: number, coreId: number) => `processor	: ${processor}
vendor_id	: AuthenticAMD
model name	: AMD Ryzen 7 5800X 8-Core Processor
cpu MHz		: 2200.${processor}
physical id	: 0
core id		: ${coreId}
flags		: fpu lm
`;

test('the speed of the moment is not reported where a steady one is known', async () => {
  const host = (mhz: string) =>
    replayText(`=== host pc x86_64
=== file /proc/cpuinfo
${amd(0, 0).replace('2200.0', mhz)}
${amd(1, 0)}
${amd(2, 1)}
${amd(3, 1)}
=== file /sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq
4850195
`);

  const idle = await collect(host('800.000'));

  expect(await collect(host('4700.000'))).toEqual(idle);
  expect(idle.CPUS).toEqual([
    {
      MANUFACTURER: 'AMD',
      TYPE: 'AMD Ryzen 7 5800X 8-Core Processor',
      SPEED: '4850',
      CORES: '2',
      CPUARCH: 'x86_64',
      DATA_WIDTH: '64',
      CURRENT_ADDRESS_WIDTH: '64',
      LOGICAL_CPUS: '4',
    },
  ]);
  expect(idle.HARDWARE).toEqual([
    { PROCESSORT: 'AMD Ryzen 7 5800X 8-Core Processor', PROCESSORS: '4850', PROCESSORN: '1' },
  ]);
});

test('a 64-bit processor under a 32-bit system', async () => {
  const host = replayText(`=== host old i686
=== file /proc/cpuinfo
processor	: 0
vendor_id	: GenuineIntel
model name	: Intel(R) Atom(TM) CPU  330   @ 1.60GHz
flags		: fpu lm
`);

  expect((await collect(host)).CPUS?.[0]).toMatchObject({
    TYPE: 'Intel(R) Atom(TM) CPU 330 @ 1.60GHz',
    SPEED: '1600',
    DATA_WIDTH: '64',
    CURRENT_ADDRESS_WIDTH: '32',
  });
});

test('a level 2 cache that threads share counts once', async () => {
  const cache = (cpu: number, shared: string) => `=== file /sys/devices/system/cpu/cpu${cpu}/cache/index2/size
512K
=== file /sys/devices/system/cpu/cpu${cpu}/cache/index2/shared_cpu_list
${shared}
`;
  const host = replayText(
    `=== host pc x86_64
=== file /proc/cpuinfo
${amd(0, 0)}
${amd(1, 0)}
${amd(2, 1)}
${amd(3, 1)}
${cache(0, '0-1')}${cache(1, '0-1')}${cache(2, '2-3')}${cache(3, '2-3')}`,
  );

  expect((await collect(host)).CPUS?.[0]?.L2CACHESIZE).toBe('1024');
});

test('an unknown ARM core and a POWER processor are told by what they have', async () => {
  const arm = replayText(`=== host box aarch64
=== file /proc/cpuinfo
processor	: 0
CPU implementer	: 0xc0
CPU part	: 0xac3
`);
  const power = replayText(`=== host box ppc64le
=== file /proc/cpuinfo
processor	: 0
cpu		: POWER9 (architected), altivec supported
clock		: 2900.000000MHz
`);

  expect((await collect(arm)).CPUS?.[0]).toMatchObject({ MANUFACTURER: 'Ampere', TYPE: 'Part 0xac3' });
  expect((await collect(power)).CPUS?.[0]).toMatchObject({
    TYPE: 'POWER9 (architected), altivec supported',
    SPEED: '2900',
  });
});
