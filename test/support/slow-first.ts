import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, the longest first. */
const slow = [
  'test/conformance/kubectl.test.ts',
  'test/kubectl/fuzz.test.ts',
  'test/headless/shell.test.ts',
  'test/shell/language.test.ts',
  'test/engine/cost.test.ts',
  'test/session/session.test.ts',
  'test/session/compare.test.ts',
  'test/shell/fuzz.test.ts',
];

/**
 * Begins with the files that take longest, so that no core waits at the end for one of them. The order is the same on
 * every machine, whatever it remembers of earlier runs.
 */
export class SlowFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const pathOf = ({ moduleId }: TestSpecification): string =>
      relative(this.ctx.config.root, moduleId).replaceAll('\\', '/');
    const rank = (file: TestSpecification): number => {
      const at = slow.indexOf(pathOf(file));
      return at === -1 ? slow.length : at;
    };
    const order = (a: TestSpecification, b: TestSpecification): number =>
      // A worker is used again for files of the same project.
      rank(a) - rank(b) || a.project.name.localeCompare(b.project.name) || pathOf(a).localeCompare(pathOf(b));
    return Promise.resolve(files.toSorted(order));
  }
}
