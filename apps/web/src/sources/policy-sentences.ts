import { formatCount, formatValue } from '../values/value-text.ts';
import {
  type ApprovalRule,
  type BreakerRule,
  defaultBreaker,
  type IdentificationRule,
  type Policy,
  type PrecedenceRule,
  type VanishedRule,
} from './policy.ts';

/** What a policy says on one question. */
export interface PolicyTopic {
  title: string;
  sentences: string[];
}

const personRank = 100;

/** A policy in sentences: who wins on what, what becomes of the vanished, what is too much, what asks; defaults too. */
export function describePolicy(policy: Policy, source: string): PolicyTopic[] {
  return [
    { title: 'Which card a record means', sentences: describeIdentification(policy.identification) },
    { title: 'Who wins', sentences: describePrecedence(policy.precedence, source) },
    { title: 'What is no longer mentioned', sentences: describeVanished(policy.vanished) },
    { title: 'What is too much for one run', sentences: describeLimits(policy.breaker) },
    { title: 'What always asks', sentences: describeApprovals(policy.approval) },
  ];
}

const evidenceNames = { serial: 'serial number', uuid: 'UUID', macs: 'hardware addresses' };

function describeIdentification(rules: readonly IdentificationRule[]): string[] {
  const rest = rules.length === 0 ? 'By its key' : 'Of any other class, by its key';
  return [
    ...rules.map(describeEvidence),
    `${rest}; serial number, UUID and hardware addresses support or contradict it.`,
  ];
}

function describeEvidence({ class: className, evidence, junk = [] }: IdentificationRule): string {
  const named = (evidence ?? (['serial', 'uuid', 'macs'] as const)).map((kind) => evidenceNames[kind]);
  const counts =
    named.length === 0
      ? 'its key alone: no hardware counts'
      : `its key; of its hardware ${joinAnd(named)} ${named.length === 1 ? 'alone counts' : 'count'}`;
  const ignored =
    junk.length === 0 ? '' : `, but for ${formatCount(junk.length)} values that say nothing here`;
  return `A ${className} by ${counts}${ignored}.`;
}

function joinAnd(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function describePrecedence(rules: readonly PrecedenceRule[], source: string): string[] {
  const rest = rules.length === 0 ? 'On everything' : 'On everything else';
  return [
    ...rules.map((rule) => describeRank(rule, source)),
    `${rest} what people set holds over ${source}; among sources without a rule of their own the later value holds.`,
  ];
}

function describeRank({ class: className, attribute, rank, freshDays }: PrecedenceRule, source: string) {
  const place =
    attribute === undefined ? `On every attribute of ${className}` : `On ${attribute} of ${className}`;
  const stale =
    freshDays === undefined
      ? ''
      : ` A value that it has not confirmed for ${formatDays(freshDays)} gives way to all others.`;
  return `${place} ${compareRank(rank, source)} (rank ${rank}).${stale}`;
}

/** People have 100 and other sources 0, as long as their own policies say nothing else. */
function compareRank(rank: number, source: string): string {
  if (rank > personRank) return `${source} holds over what people set`;
  if (rank === personRank) return `${source} counts as much as people: the later value holds`;
  if (rank > 0) return `${source} holds over sources without a rule and gives way to what people set`;
  if (rank === 0) return `${source} counts as any source without a rule`;
  return `${source} gives way to people and to sources without a rule`;
}

function describeVanished(rules: readonly VanishedRule[]): string[] {
  const rest = rules.length === 0 ? 'A card' : 'A card of any other class';
  return [
    ...rules.map(describeVanishedRule),
    `${rest} retires when one full run does not mention it.`,
    'Only cards that this source created are concerned, and only complete runs without read errors count.',
  ];
}

function describeVanishedRule(rule: VanishedRule): string {
  const { class: className, action, missedRuns, within } = rule;
  if (action === 'leave') return `A ${className} that is no longer mentioned stays as it is.`;
  const runs =
    missedRuns === 1
      ? 'one full run does not mention it'
      : `${missedRuns} full runs in a row do not mention it`;
  const where =
    within === undefined
      ? ''
      : ` This holds only where ${within.domain} relates it to ${formatCards(within.cards.length)}; others stay.`;
  if (action === 'retire') return `A ${className} retires when ${runs}.${where}`;
  const value = formatValue(rule.value);
  return `A ${className} gets ${rule.attribute ?? ''} “${value}” when ${runs}, until it is mentioned again.${where}`;
}

const actionPhrases: Record<ApprovalRule['action'], string> = {
  create: 'would be created',
  update: 'would be changed',
  clear: 'would lose a value',
  retire: 'would retire',
  relate: 'would get a relation',
  unrelate: 'would lose a relation',
};

function describeLimits(rules: readonly BreakerRule[] | undefined): string[] {
  if (rules === undefined || isDefault(rules)) {
    return defaultBreaker.map((rule) => `By default: ${describeLimit(rule)}`);
  }
  if (rules.length === 0)
    return ['There is no limit: however much a run does, none of it waits for being too much.'];
  return rules.map((rule) => capitalise(describeLimit(rule)));
}

/** The server stores what stands by default along with what was said. */
function isDefault(rules: readonly BreakerRule[]): boolean {
  return (
    rules.length === defaultBreaker.length &&
    defaultBreaker.every((wanted) =>
      rules.some(
        ({ class: className, action, number, share }) =>
          className === undefined &&
          action === wanted.action &&
          number === wanted.number &&
          share === wanted.share,
      ),
    )
  );
}

function describeLimit(rule: BreakerRule): string {
  const { class: className, action, number, share } = rule;
  const cards = className === undefined ? 'cards of a class' : `cards of ${className}`;
  const records = className === undefined ? 'records of a class' : `records of ${className}`;
  const amount = [
    ...(number === undefined ? [] : [`more than ${formatCount(number)}`]),
    ...(share === undefined ? [] : [`more than ${formatShare(share)}`]),
  ].join(' and ');
  if (action === 'quarantine') {
    return `when ${amount} of the ${records} cannot be identified, what would retire there waits for a person.`;
  }
  return `when ${amount} of the ${cards} ${actionPhrases[action]}, those steps wait for a person.`;
}

function describeApprovals(rules: readonly ApprovalRule[]): string[] {
  if (rules.length === 0) return ['Nothing: only what is too much waits for a person.'];
  return rules.map(({ class: className, action }) => {
    const who = className === undefined ? 'Every card, of whatever class,' : `Every ${className}`;
    return `${who} that ${actionPhrases[action]} waits for a person, however few they are.`;
  });
}

function formatShare(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function formatDays(days: number): string {
  return days === 1 ? 'a day' : `${formatCount(days)} days`;
}

function formatCards(count: number): string {
  return count === 1 ? 'one named card' : `one of ${formatCount(count)} named cards`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
