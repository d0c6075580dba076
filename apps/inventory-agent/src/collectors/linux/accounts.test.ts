import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect as collectGroups } from './local-groups.ts';
import { collect as collectUsers } from './local-users.ts';

const host = replayText(`=== file /etc/passwd
root:x:0:0:root:/root:/bin/bash
# a comment
ana:x:1000:100:Ana Petrović,Room 104,555-1234,:/home/ana:/bin/zsh
+@nisgroup::::::
=== file /etc/group
root:x:0:
users:x:100:milica,ana
+:::
`);

test('users without their telephone numbers and without references to other directories', async () => {
  expect((await collectUsers(host)).LOCAL_USERS).toEqual([
    { ID_USER: '0', GID: '0', NAME: 'root', HOME: '/root', SHELL: '/bin/bash', LOGIN: 'root' },
    { ID_USER: '1000', GID: '100', NAME: 'Ana Petrović', HOME: '/home/ana', SHELL: '/bin/zsh', LOGIN: 'ana' },
  ]);
});

test('groups with the members listed and those who have it as their own, each once', async () => {
  expect((await collectGroups(host)).LOCAL_GROUPS).toEqual([
    { ID_GROUP: '0', NAME: 'root', MEMBER: 'root' },
    { ID_GROUP: '100', NAME: 'users', MEMBER: 'ana,milica' },
  ]);
});
