import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Provenance } from '../api/types.ts';
import { formatDistance, formatInstant } from '../values/instants.ts';

export function describeProvenance(provenance: Provenance, now: Date): string {
  const age = formatDistance(provenance.at, now);
  const run = provenance.runId === null ? '' : `, run ${provenance.runId}`;
  return `Source ${provenance.source}${run}, ${formatInstant(provenance.at)} (${age})`;
}

/** Which source gave the value, leading to its page where runs of it did; the rest on hover, on focus and for a screen reader. */
export function ProvenanceMark({ provenance, label }: { provenance: Provenance; label: string }) {
  const description = describeProvenance(provenance, new Date());
  const name = `${label}: ${description}`;
  if (provenance.runId !== null) {
    return (
      <Tooltip label={description} maw={320}>
        <Link
          className="provenance"
          to="/sources/$source"
          params={{ source: provenance.source }}
          aria-label={name}
        >
          {provenance.source}
        </Link>
      </Tooltip>
    );
  }
  return (
    <Tooltip label={description} maw={320}>
      <button type="button" className="provenance" aria-label={name}>
        {provenance.source}
      </button>
    </Tooltip>
  );
}
