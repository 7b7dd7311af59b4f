import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { FactCase } from './fact-case.ts';
import { runners } from './runners/index.ts';
import { Tally } from './tally.ts';

/** Ours beside this file, unless PODGROUND_FACTS names another folder. */
const given = process.env['PODGROUND_FACTS'];
const folders =
  given === undefined ? ['facts', 'more-facts'].map((name) => fileURLToPath(new URL(name, import.meta.url))) : [given];

interface FactFile {
  readonly cases: readonly FactCase[];
  /** Why there are none. */
  readonly problem?: string;
}

/** The cases of a file; one that cannot be read must not keep the others from being run. */
function contentsOf(folder: string, file: string): FactFile {
  try {
    const { cases } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { cases?: unknown };
    if (Array.isArray(cases)) return { cases: cases as readonly FactCase[] };
    return { cases: [], problem: 'it has no list of `cases`' };
  } catch (error) {
    return { cases: [], problem: String(error) };
  }
}

for (const folder of folders) {
  describe(`facts of ${folder}`, () => {
    const tally = new Tally();
    afterAll(() => {
      process.stdout.write(`\nFacts of ${folder}\n${tally.toString()}`);
    });

    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    test('there are some', () => {
      expect(files).not.toEqual([]);
    });

    describe.each(files.toSorted())('%s', (file) => {
      const run = runners[file.replace(/\.json$/, '')];
      const { cases, problem } = contentsOf(folder, file);
      test('can be read', () => {
        expect(problem).toBeUndefined();
      });
      for (const [index, fact] of cases.entries()) {
        tally.expect(file, fact);
        test(`${index}: ${fact.id}`, () => {
          expect(run, `a runner for ${file}`).toBeDefined();
          run?.(fact as never);
          tally.passed(file, fact);
        });
      }
    });
  });
}
