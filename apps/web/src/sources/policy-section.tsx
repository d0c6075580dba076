import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type PolicyVersion, policiesQuery } from '../api/sources.ts';
import { Grid } from '../shell/grid.tsx';
import { useHas } from '../shell/rights.ts';
import { Loading, ProblemView } from '../shell/states.tsx';
import { Timestamp } from '../values/timestamp.tsx';
import { PolicyDialog } from './policy-dialog.tsx';
import { PolicyView } from './policy-view.tsx';
import { readPolicy } from './read-policy.ts';

const columns = ['From', 'Until', 'By', 'Reason', 'What it says'];

/** What the runs of a source may do by themselves, who said so when and why, and for administrators the way to change it. */
export function PolicySection({ source }: { source: string }) {
  const versions = useQuery(policiesQuery(source));
  const isAdministrator = useHas('administer');
  const [open, setOpen] = useState(false);
  if (versions.isError) return <ProblemView error={versions.error} retry={() => void versions.refetch()} />;
  if (versions.data === undefined) return <Loading what="the policy" />;
  const standing = versions.data.find((version) => version.validTo === null);
  return (
    <section>
      <h2 className="section-title">Policy</h2>
      {standing === undefined ? (
        <p className="dim">Nobody has set one: this is what stands by default.</p>
      ) : null}
      <StoredPolicy policy={standing?.policy ?? {}} source={source} />
      {isAdministrator ? (
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          Change the policy …
        </Button>
      ) : null}
      {versions.data.length === 0 ? null : (
        <>
          <h2 className="section-title">Versions of the policy</h2>
          <Grid label="Versions of the policy" columns={columns}>
            {versions.data.map((version) => (
              <VersionRow key={version.changeId} version={version} source={source} />
            ))}
          </Grid>
        </>
      )}
      {open ? (
        <PolicyDialog source={source} standing={standing?.policy} onClose={() => setOpen(false)} />
      ) : null}
    </section>
  );
}

function VersionRow({ version, source }: { version: PolicyVersion; source: string }) {
  const { validFrom, validTo, actor, reason, policy } = version;
  return (
    <tr>
      <th scope="row">
        <Timestamp at={validFrom} />
      </th>
      <td>{validTo === null ? 'it stands' : <Timestamp at={validTo} />}</td>
      <td>{actor}</td>
      <td className="clip">{reason ?? <span className="dim">none given</span>}</td>
      <td>
        <details>
          <summary>In sentences</summary>
          <StoredPolicy policy={policy} source={source} />
        </details>
      </td>
    </tr>
  );
}

/** A policy as it was stored, in sentences; one that this page cannot read is shown as it is. */
function StoredPolicy({ policy, source }: { policy: unknown; source: string }) {
  const reading = readPolicy(policy);
  if (reading.policy !== undefined) return <PolicyView policy={reading.policy} source={source} />;
  return <pre className="mono">{JSON.stringify(policy, null, 2)}</pre>;
}
