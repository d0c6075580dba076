import type { Policy } from './policy.ts';
import { describePolicy } from './policy-sentences.ts';

/** A policy in sentences, one group for each question. */
export function PolicyView({ policy, source }: { policy: Policy; source: string }) {
  return (
    <dl className="policy">
      {describePolicy(policy, source).map(({ title, sentences }) => (
        <div key={title}>
          <dt>{title}</dt>
          {sentences.map((sentence) => (
            <dd key={sentence}>{sentence}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}
