import { describe, expect, test } from 'vitest';
import type { ApiResponse, GenericObject } from '../../src/engine/index.ts';
import facts from '../conformance/facts/validation.json' with { type: 'json' };
import { runCanned } from './canned-env.ts';

interface Case {
  id: string;
  what: string;
  when: 'create' | 'update';
  manifest: unknown;
  status: { code: number };
  kubectl: Record<string, { rc: number; stderr: string }>;
}

const commands = (facts.cases as unknown as Case[]).flatMap((item) =>
  Object.entries(item.kubectl).map(([command, printed]) => ({ ...item, command, printed })),
);

describe('what the real kubectl prints when the server refuses', () => {
  test.each(commands)('$id $what: $command', ({ command, when, manifest, status, printed }) => {
    const refusal = { code: status.code, warnings: [], body: status } as unknown as ApiResponse;
    const outcome = runCanned([...command.split(' ').slice(1), '-f', 'm.yaml'], {
      files: { 'm.yaml': JSON.stringify(manifest) },
      objects: when === 'update' ? [manifest as GenericObject] : [],
      answer: ({ verb }) => (verb === 'get' || verb === 'list' ? undefined : refusal),
    });
    const stderr = outcome.stderr.replace(/^Warning: resource .*\n/, '');
    expect({ rc: outcome.rc, stderr }).toEqual(printed);
  });
});
