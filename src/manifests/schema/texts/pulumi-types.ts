import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldDocs } from './declared-docs.ts';

/** An API type as @pulumi/kubernetes declares it, with upstream's texts. */
export interface DeclaredType {
  readonly name: string;
  /** `v1`, `v2`. */
  readonly version: string;
  readonly fields: ReadonlyMap<string, string>;
}

const FIELD_INDENT = 12;

/** All types of `types/output.d.ts`, which has those of Kubernetes 1.32 in version 4.21. `folder` is the unpacked package. */
export function readPulumiTypes(folder: string): DeclaredType[] {
  const text = readFileSync(join(folder, 'types', 'output.d.ts'), 'utf8');
  const types: DeclaredType[] = [];
  let version = '';
  for (const part of text.split(/^(?= {4}namespace )/m)) {
    version = /^ {4}namespace (\w+)/.exec(part)?.[1] ?? '';
    for (const declared of part.split(/^(?= {8}interface )/m)) {
      const name = /^ {8}interface (\w+) /.exec(declared)?.[1];
      if (name !== undefined) types.push({ name, version, fields: fieldDocs(declared, FIELD_INDENT) });
    }
  }
  return types;
}
