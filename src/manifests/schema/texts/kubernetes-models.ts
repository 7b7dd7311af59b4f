import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldDocs } from './declared-docs.ts';
import type { DeclaredType } from './pulumi-types.ts';

/** What the API server adds to the text of a field that has few values. */
const VALUES = '\n\nPossible enum values:\n';

/** The values that a text lists, with their meanings; '' without. Texts that are nothing else begin with the list. */
export function valuesOf(text: string): string {
  const at = `\n\n${text}`.indexOf(VALUES);
  return at < 0 ? '' : `\n\n${text}`.slice(at);
}

const FIELD_INDENT = 4;

/** All types of kubernetes-models 4.5, generated from an OpenAPI v3 with values. `folder` is the unpacked package. */
export function readModelTypes(folder: string): DeclaredType[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.flatMap((file): DeclaredType[] => {
    const version = /(?:^|\/)(v\d\w*)\/\w+\.d\.ts$/.exec(file)?.[1];
    if (version === undefined) return [];
    const text = readFileSync(join(folder, file), 'utf8');
    const start = /export interface I(\w+) /.exec(text);
    if (start === null) return [];
    const body = text.slice(start.index, text.indexOf('\n}\n', start.index));
    return [{ name: start[1] ?? '', version, fields: fieldDocs(body, FIELD_INDENT) }];
  });
}
