import { describeEvidence } from './evidence-text.ts';

/** Which machine a record is of: keys such as NA are those of many. */
export function HardwareNote({ evidence }: { evidence: unknown }) {
  const hardware = describeEvidence(evidence);
  return hardware === undefined ? null : <p className="small dim">Its hardware: {hardware}</p>;
}
