// Writes fixtures/corpus.ndjson from the tables of machines and scenarios:
//   node --conditions=source packages/identification/scripts/write-corpus.mjs
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { SCENARIOS } from '../src/corpus/scenarios.ts';
import { tellStories } from '../src/corpus/tell-story.ts';

const file = path.resolve(import.meta.dirname, '../fixtures/corpus.ndjson');
writeFileSync(
  file,
  `${tellStories(SCENARIOS)
    .map((each) => JSON.stringify(each))
    .join('\n')}\n`,
);
