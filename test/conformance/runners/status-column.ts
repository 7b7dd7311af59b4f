import { expect } from 'vitest';
import { podStatusText, type GenericObject, type Pod } from '../../../src/engine/index.ts';
import { runCanned } from '../../kubectl/canned-env.ts';
import { NOW, withTimestamps } from '../relative-times.ts';

interface StatusFact {
  readonly pod: unknown;
  readonly expect: Readonly<Record<string, string>>;
}

/** What `kubectl get pods -o wide` prints of a pod, by header. */
function columnsOf(pod: GenericObject): ReadonlyMap<string, string> {
  const { stdout } = runCanned(['get', 'pods', '-o', 'wide'], { objects: [pod], now: NOW });
  const [headers = '', row = ''] = stdout.split('\n');
  const starts = [...headers.matchAll(/\S+(?: \S+)*/g)].map(({ index, 0: header }) => ({ header, index }));
  return new Map(
    starts.map(({ header, index }, column) => [header, row.slice(index, starts[column + 1]?.index).trimEnd()]),
  );
}

export function statusColumn({ pod, expect: expected }: StatusFact): void {
  const object = { ...withTimestamps(pod), apiVersion: 'v1', kind: 'Pod' };
  const shown = columnsOf(object);
  expect(Object.fromEntries(Object.keys(expected).map((header) => [header, shown.get(header)]))).toEqual(expected);
  expect(podStatusText(object as unknown as Pod)).toBe(shown.get('STATUS'));
}
