import { describe, expect, test } from 'vitest';
import { podStatusText, podTable } from '../../src/engine/kinds/tables/pod.ts';
import type { Pod } from '../../src/engine/kinds/types/index.ts';
import facts from './facts/status-column.json' with { type: 'json' };
import { NOW, withTimestamps } from './relative-times.ts';

interface Case {
  id: string;
  pod: unknown;
  expect: Record<string, string>;
}

describe('what kubectl get pods prints', () => {
  test.each(facts.cases as unknown as Case[])('$id', ({ pod, expect: expected }) => {
    const object = withTimestamps(pod);
    const cells = podTable.cells(object, NOW);
    const shown = Object.fromEntries(podTable.columns.map(({ name }, index) => [name.toUpperCase(), cells[index]]));
    expect(Object.fromEntries(Object.keys(expected).map((header) => [header, shown[header]]))).toEqual(expected);
    expect(podStatusText(object as unknown as Pod)).toBe(shown['STATUS']);
  });
});
