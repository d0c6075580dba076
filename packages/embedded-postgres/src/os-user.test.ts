import { expect, test } from 'vitest';
import { findUser, mayEnter } from './os-user.ts';

test('users are read from passwd by name', () => {
  const passwd =
    'root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104:PostgreSQL:/var/lib/postgresql:/bin/bash\n';

  expect(findUser(passwd, 'postgres')).toEqual({ uid: 101, gid: 104 });
  expect(findUser(passwd, 'nobody')).toBeUndefined();
});

test('one folder above that is closed keeps a user out', () => {
  const open = { uid: 0, gid: 0, mode: 0o40755 };
  const user = { uid: 101, gid: 104 };

  expect(mayEnter(user, [open, open])).toBe(true);
  expect(mayEnter(user, [open, { uid: 0, gid: 0, mode: 0o40700 }, open])).toBe(false);
  expect(mayEnter(user, [{ uid: 101, gid: 0, mode: 0o40700 }])).toBe(true);
  expect(mayEnter(user, [{ uid: 0, gid: 104, mode: 0o40710 }])).toBe(true);
  expect(mayEnter(user, [{ uid: 0, gid: 104, mode: 0o40705 }])).toBe(false);
});
