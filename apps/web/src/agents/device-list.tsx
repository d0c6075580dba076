import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { SILENT_DAYS } from '../api/inventory.ts';
import { inventoryDevicesQuery } from '../api/queries.ts';
import type { InventoryDevice } from '../api/types.ts';
import { PageBar } from '../classes/page-bar.tsx';
import { Grid } from '../shell/grid.tsx';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { Timestamp } from '../values/timestamp.tsx';
import type { AgentsSearch } from './agents-search.ts';

/** Devices with their agents, all or the silent ones, page by page. */
export function DeviceList({ search }: { search: AgentsSearch }) {
  const isSilent = search.show === 'silent';
  const { cursor } = search;
  const devices = useQuery(
    inventoryDevicesQuery({ silent: isSilent, ...(cursor === undefined ? {} : { cursor }) }),
  );
  return (
    <>
      <h2 className="section-title">Devices</h2>
      <ul className="tabs">
        <li>
          <Link to="/agents" search={{}} aria-current={isSilent ? undefined : 'page'}>
            All
          </Link>
        </li>
        <li>
          <Link to="/agents" search={{ show: 'silent' }} aria-current={isSilent ? 'page' : undefined}>
            Silent for {SILENT_DAYS} days
          </Link>
        </li>
      </ul>
      {devices.isPending ? <Loading what="devices" /> : null}
      {devices.isError ? <ProblemView error={devices.error} retry={() => void devices.refetch()} /> : null}
      {devices.data === undefined ? null : (
        <>
          {devices.data.total > 0 ? <PageBar page={devices.data} search={search} /> : null}
          <DeviceTable devices={devices.data.items} isSilent={isSilent} />
        </>
      )}
    </>
  );
}

function DeviceTable({ devices, isSilent }: { devices: readonly InventoryDevice[]; isSilent: boolean }) {
  if (devices.length === 0) {
    return isSilent ? (
      <EmptyState title="No device is silent">
        <p>Every device has been heard of within {SILENT_DAYS} days.</p>
      </EmptyState>
    ) : (
      <EmptyState title="No device yet">
        <p>A device is here once its agent has reported.</p>
      </EmptyState>
    );
  }
  return (
    <Grid label="Devices" columns={['Name', 'TAG', 'Agent', 'System', 'Last contact', 'Last inventory']}>
      {devices.map((device) => (
        <tr key={device.id}>
          <th scope="row" title={device.deviceId}>
            {device.name ?? device.deviceId}
          </th>
          <td>{device.tag}</td>
          <td>{device.agent}</td>
          <td>{device.system}</td>
          <td>{device.lastContactAt === null ? 'never' : <Timestamp at={device.lastContactAt} />}</td>
          <td>{device.lastInventoryAt === null ? 'never' : <Timestamp at={device.lastInventoryAt} />}</td>
        </tr>
      ))}
    </Grid>
  );
}
