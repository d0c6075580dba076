const shownAddresses = 3;

/** What a record told of its hardware: what tells apart machines without a key. Undefined where it told nothing. */
export function describeEvidence(evidence: unknown): string | undefined {
  if (typeof evidence !== 'object' || evidence === null) return undefined;
  const { serial, uuid, macs }: { serial?: unknown; uuid?: unknown; macs?: unknown } = evidence;
  const told = [
    ...(typeof serial === 'string' && serial !== '' ? [`serial number ${serial}`] : []),
    ...(typeof uuid === 'string' && uuid !== '' ? [`UUID ${uuid}`] : []),
    ...describeAddresses(Array.isArray(macs) ? macs.filter((mac) => typeof mac === 'string') : []),
  ];
  return told.length === 0 ? undefined : told.join(', ');
}

function describeAddresses(macs: readonly string[]): string[] {
  if (macs.length === 0) return [];
  const more = macs.length - shownAddresses;
  const named = macs.slice(0, shownAddresses).join(', ');
  const noun = macs.length === 1 ? 'hardware address' : 'hardware addresses';
  return [`${noun} ${named}${more > 0 ? ` and ${more} more` : ''}`];
}
