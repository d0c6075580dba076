import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { SILENT_DAYS } from '../api/inventory.ts';
import {
  agentVersionsQuery,
  contactFailuresQuery,
  contactHoursQuery,
  inventoryDevicesQuery,
  inventoryStatusQuery,
} from '../api/queries.ts';
import type { AgentVersion, ContactFailure, InventoryStatus } from '../api/types.ts';
import { Grid } from '../shell/grid.tsx';
import { Loading, ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import { Timestamp } from '../values/timestamp.tsx';
import { formatCount } from '../values/value-text.ts';
import { ContactHours } from './contact-hours.tsx';
import { DeviceList } from './device-list.tsx';
import { countOutcome } from './hour-bars.ts';
import './agents.css';

const route = getRouteApi('/app/agents');

/** The fleet of agents, for administrators: whether it comes, what goes wrong, and who is silent. */
export function AgentsPage() {
  useTitle('Agents');
  const search = route.useSearch();
  const status = useQuery(inventoryStatusQuery);
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="page-title">Agents</h1>
          <p className="page-lead">
            An agent reports what its device is and what is installed there; the inventory server keeps it.
          </p>
          <p>
            <Link className="link" to="/acts">
              Acts of administration
            </Link>
          </p>
        </div>
      </div>
      {status.isPending ? <Loading what="the inventory" /> : null}
      {status.isError ? <ProblemView error={status.error} retry={() => void status.refetch()} /> : null}
      {status.data === undefined ? null : (
        <>
          <Contacts status={status.data} />
          <Versions />
          <DeviceList search={search} />
        </>
      )}
    </>
  );
}

function Contacts({ status }: { status: InventoryStatus }) {
  const hours = useQuery(contactHoursQuery);
  const failures = useQuery(contactFailuresQuery);
  const silent = useQuery(inventoryDevicesQuery({ silent: true }));
  const failed = [hours, failures, silent].find((query) => query.isError);
  if (failed?.error) return <ProblemView error={failed.error} retry={() => void failed.refetch()} />;
  if (hours.data === undefined || failures.data === undefined || silent.data === undefined) {
    return <Loading what="contacts" />;
  }
  const tiles = {
    Devices: status.devices,
    [`Silent for ${SILENT_DAYS} days`]: silent.data.total,
    'Answered in 24 hours': countOutcome(hours.data, 'answered'),
    'Refused in 24 hours': countOutcome(hours.data, 'refused'),
    'Failed in 24 hours': countOutcome(hours.data, 'failed'),
  };
  return (
    <>
      <dl className="agent-counts">
        {Object.entries(tiles).map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {status.journal === 'memory' ? (
        <p className="dim">
          The inventory database belongs to an OCS server: contacts are remembered until the inventory server
          is started again.
        </p>
      ) : null}
      <h2 className="section-title">Contacts per hour</h2>
      <ContactHours hours={hours.data} />
      <h2 className="section-title">Refused and failed in 24 hours</h2>
      {failures.data.length === 0 ? <p className="dim">None.</p> : <FailureTable failures={failures.data} />}
    </>
  );
}

function FailureTable({ failures }: { failures: readonly ContactFailure[] }) {
  return (
    <Grid
      label="Refused and failed"
      columns={[
        'Cause',
        'Outcome',
        { name: 'Contacts', isNumber: true },
        { name: 'Devices', isNumber: true },
        'Last',
      ]}
    >
      {failures.map((failure) => (
        <tr key={`${failure.outcome} ${failure.cause}`}>
          <th scope="row">{failure.cause}</th>
          <td>{failure.outcome}</td>
          <td className="number">{formatCount(failure.contacts)}</td>
          <td className="number">{formatCount(failure.devices)}</td>
          <td>
            <Timestamp at={failure.lastAt} />
          </td>
        </tr>
      ))}
    </Grid>
  );
}

function Versions() {
  const agents = useQuery(agentVersionsQuery);
  if (agents.isError) return <ProblemView error={agents.error} retry={() => void agents.refetch()} />;
  if (agents.data === undefined) return <Loading what="versions of agents" />;
  if (agents.data.length === 0) return null;
  return (
    <>
      <h2 className="section-title">Versions</h2>
      <VersionTable agents={agents.data} />
    </>
  );
}

function VersionTable({ agents }: { agents: readonly AgentVersion[] }) {
  return (
    <Grid label="Versions" columns={['Agent', { name: 'Devices', isNumber: true }, 'Last contact']}>
      {agents.map(({ agent, devices, lastContactAt }) => (
        <tr key={agent ?? ''}>
          <th scope="row">{agent ?? 'not known'}</th>
          <td className="number">{formatCount(devices)}</td>
          <td>{lastContactAt === null ? 'never' : <Timestamp at={lastContactAt} />}</td>
        </tr>
      ))}
    </Grid>
  );
}
