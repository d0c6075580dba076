import { Button, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { signOut } from '../api/sessions.ts';
import type { Account } from '../api/types.ts';

export function AccountMenu({ account }: { account: Account }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const leave = useMutation({
    mutationFn: signOut,
    // Also when the session had ended before: whoever leaves must see nothing of what was loaded.
    onSettled: async () => {
      await navigate({ to: '/login', search: {} });
      queryClient.clear();
    },
  });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" size="xs" aria-label={`Account of ${account.displayName}`}>
          {account.displayName}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {account.username} · {account.roles.join(', ')}
        </Menu.Label>
        <Menu.Item component={Link} to="/account/password">
          Set password
        </Menu.Item>
        <Menu.Item onClick={() => leave.mutate()}>Log out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
