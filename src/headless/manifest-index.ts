import type { FileResult } from './manifest-check.ts';

/** What an index says should become of a document. */
export interface ExpectedDocument {
  kind: string;
  name: string;
  outcome: string;
  text: string;
}

/** Expected documents by the path of their file, relative to the index's folder. */
export type ManifestIndex = ReadonlyMap<string, readonly ExpectedDocument[]>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads `{ "index": [{ "path", "documents": [{ "kind", "name", "outcome", "text" }] }] }`; undefined when it is none. */
export function readIndex(text: string): ManifestIndex | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const list = isRecord(parsed) ? parsed['index'] : undefined;
  if (!Array.isArray(list)) return undefined;
  const string = (value: unknown): string => (typeof value === 'string' ? value : '');
  return new Map(
    list.filter(isRecord).map((entry): [string, ExpectedDocument[]] => {
      const documents = Array.isArray(entry['documents']) ? entry['documents'].filter(isRecord) : [];
      return [
        string(entry['path']),
        documents.map((document) => ({
          kind: string(document['kind']),
          name: string(document['name']),
          outcome: string(document['outcome']),
          text: string(document['text']),
        })),
      ];
    }),
  );
}

export interface Comparison {
  agreed: number;
  /** One line a difference. */
  differences: string[];
}

/** Holds what became of a file's documents against what should have; texts are for people and not compared. */
export function compareFile(result: FileResult, expected: readonly ExpectedDocument[]): Comparison {
  const left = [...result.documents];
  const comparison: Comparison = { agreed: 0, differences: [] };
  for (const wanted of expected) {
    const index = left.findIndex(({ kind, name }) => kind === wanted.kind && name === wanted.name);
    const [found] = index < 0 ? [] : left.splice(index, 1);
    if (found?.outcome === wanted.outcome) comparison.agreed += 1;
    else {
      const outcome = found === undefined ? 'not found in the file' : `${found.outcome} (${found.text})`;
      comparison.differences.push(
        `${wanted.kind} ${wanted.name}: the index says ${wanted.outcome} (${wanted.text}), here ${outcome}`,
      );
    }
  }
  for (const { kind, name, outcome, text } of left) {
    comparison.differences.push(`${kind} ${name}: not in the index, here ${outcome} (${text})`);
  }
  return comparison;
}
