import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Estate } from '../estate.ts';
import { DEFAULT_RULES } from '../rules.ts';
import { SCENARIOS } from './scenarios.ts';
import { addUp, formatScores, type Kept, type Score, scoreCase } from './score.ts';
import { type LabelledCase, type LabelledContact, tellStories } from './tell-story.ts';

const file = path.resolve(import.meta.dirname, '../../fixtures/corpus.ndjson');
const cases: LabelledCase[] = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

function keeper(estate: Estate): (contact: LabelledContact) => Kept {
  return (contact) => {
    const { decision, deviceId } = estate.observe(contact);
    const twin = decision.twinId;
    const own = decision.deviceId;
    const merged = twin === null || own === null ? undefined : ([own, twin] as const);
    return { deviceId, isReview: decision.outcome === 'review', merged };
  };
}

async function scoreAll(): Promise<Map<string, Score>> {
  const byClass = new Map<string, Score>();
  for (const story of cases) {
    const score = await scoreCase(story, keeper(new Estate(DEFAULT_RULES)));
    byClass.set(story.class, addUp([byClass.get(story.class) ?? addUp([]), score]));
  }
  return byClass;
}

describe('the corpus', () => {
  test('is what its tables tell, and has at least 200 cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    expect(cases).toEqual(JSON.parse(JSON.stringify(tellStories(SCENARIOS))));
  });

  test('gives no false merge, and at least 99 % of true matches without a person', async () => {
    const byClass = await scoreAll();
    const all = addUp([...byClass.values()]);

    process.stdout.write(`${formatScores(byClass)}\n${all.faults.join('\n')}\n`);
    expect(all.falseMerges).toBe(0);
    expect(all.automatic / all.trueMatches).toBeGreaterThanOrEqual(0.99);
  });

  test('leaves to a person what only a person can tell', () => {
    const wrong: string[] = [];
    for (const story of cases) {
      const estate = new Estate(DEFAULT_RULES);
      for (const contact of story.contacts) {
        const { decision } = estate.observe(contact);
        if (contact.expected === 'review' && decision.outcome !== 'review') {
          wrong.push(`${story.model}: ${story.story}: ${decision.outcome}, ${decision.because}`);
        }
      }
    }

    expect(wrong).toEqual([]);
  });
});
