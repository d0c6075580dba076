import { expect, test } from 'vitest';
import type { Parameter } from '../prolog/effective-values.ts';
import { type ActivePackage, type PackageInput, planPackages } from './package-plan.ts';

const viewer: ActivePackage = {
  enableId: 7,
  fileId: '1700000001',
  infoLocation: 'server/download',
  packLocation: 'server/download',
  certPath: null,
  certFile: '',
  server: undefined,
};

function given(name: string, text: string | null, isOwn = true, number = 7): Parameter {
  return { name, number, text, isOwn };
}

function plan(
  parameters: Parameter[],
  more: Partial<PackageInput> & { active?: Partial<ActivePackage> } = {},
) {
  return planPackages({
    parameters,
    packages: new Map([[7, { ...viewer, ...more.active }]]),
    history: new Set(),
    tracesGroups: true,
    ...more,
  });
}

test('a package that waits is told whole, and then again until there is a result', () => {
  const waiting = plan([given('DOWNLOAD', null)]);
  const told = plan([given('DOWNLOAD', 'NOTIFIED')]);

  expect(waiting.parameters).toEqual([
    {
      attributes: {
        TYPE: 'PACK',
        ID: '1700000001',
        INFO_LOC: 'server/download',
        PACK_LOC: 'server/download',
        CERT_PATH: 'INSTALL_PATH',
        CERT_FILE: 'INSTALL_PATH',
        SCHEDULE: '',
        POSTCMD: '',
        FORCE: '0',
      },
    },
  ]);
  expect(waiting.notified).toEqual([7]);
  expect(told).toEqual({ ...waiting, notified: [] });
  expect(plan([given('DOWNLOAD', 'ERR_EXECUTE')]).parameters).toEqual([]);
});

test('what the agent has installed is not told again unless it is forced', () => {
  const history = new Set(['1700000001']);

  expect(plan([given('DOWNLOAD', null)], { history })).toMatchObject({
    parameters: [],
    notified: [],
    alreadyInstalled: [7],
  });
  const forced = plan([given('DOWNLOAD', null), given('DOWNLOAD_FORCE', '1')], { history });
  expect(forced.parameters[0]?.attributes.FORCE).toBe('1');
  expect(forced.alreadyInstalled).toEqual([]);
});

test("a group's package is traced at the device once, and the device's own row has the say from then on", () => {
  const group = given('DOWNLOAD', null, false);

  expect(plan([group])).toMatchObject({ parameters: [{}], traced: [7], notified: [] });
  expect(plan([group, given('DOWNLOAD', 'NOTIFIED')])).toMatchObject({ parameters: [{}], traced: [] });
  expect(plan([group, given('DOWNLOAD', 'SUCCESS')]).parameters).toEqual([]);
  expect(plan([group], { history: new Set(['1700000001']) })).toMatchObject({ parameters: [], traced: [] });
  expect(plan([group], { tracesGroups: false })).toMatchObject({ parameters: [{}], traced: [] });
});

test("the device's own time and command go before a group's, and a group forces nothing", () => {
  const [order] = plan([
    given('DOWNLOAD', null, false),
    given('DOWNLOAD_FORCE', '1', false),
    given('DOWNLOAD_POSTCMD', 'reboot', false),
    given('DOWNLOAD_SCHEDULE', '2026/12/01 10:00', false),
    given('DOWNLOAD_SCHEDULE', '2026/12/24 10:00'),
  ]).parameters;

  expect(order?.attributes).toMatchObject({ FORCE: '0', POSTCMD: 'reboot', SCHEDULE: '2026/12/24 10:00' });
});

test('a package activated twice is told once, and both rows are marked', () => {
  const packages = new Map([
    [7, viewer],
    [8, { ...viewer, enableId: 8 }],
  ]);

  const twice = plan([given('DOWNLOAD', null), given('DOWNLOAD', null, true, 8)], { packages });

  expect(twice.parameters).toHaveLength(1);
  expect(twice.notified).toEqual([7, 8]);
});

test('fragments come from the device that hands them out; one without an address holds the order back', () => {
  const waiting = [given('DOWNLOAD', null)];
  const server = { address: '10.1.2.3', name: 'depot' };
  const located = (active: Partial<ActivePackage>) =>
    plan(waiting, { active }).parameters[0]?.attributes.PACK_LOC;

  expect(located({ packLocation: '$IP$/local', server })).toBe('10.1.2.3/local');
  expect(located({ packLocation: '$NAME$:8080/$IP$', server })).toBe('depot:8080/10.1.2.3');
  expect(
    plan(waiting, { active: { packLocation: '$IP$/x', server: { ...server, address: null } } }),
  ).toMatchObject({ parameters: [], notified: [], unreachable: [7] });
  expect(plan(waiting, { active: { packLocation: '$IP$/x' } }).unreachable).toEqual([7]);
});
