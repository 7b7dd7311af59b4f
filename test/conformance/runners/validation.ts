import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Status } from '../../../src/engine/index.ts';
import { Terminal } from '../../kubectl/cluster-env.ts';
import { arrangementFor, settle, type Arrangement } from './validation-circumstances.ts';
import { predecessors } from './validation-predecessors.ts';
import { create, must, patch, remove, update, type Manifest } from './validation-requests.ts';

interface ValidationFact {
  readonly when: string;
  readonly manifest: Manifest;
  /** Absent of what kubectl refuses without asking. */
  readonly status?: Status | null;
  /** What kubectl prints of it, by the beginning of the command. */
  readonly kubectl?: Readonly<Record<string, { readonly rc: number; readonly stderr: string }>>;
}

type Request = (terminal: Terminal, manifest: Manifest) => Status | undefined;

const requests: Readonly<Record<string, Request>> = { create, update, patch, delete: remove };

function requestOf(when: string): Request {
  const request = requests[when];
  if (request === undefined) throw new Error(`unknown kind of request: ${when}`);
  return request;
}

/** Go writes no empty strings in details; the facts spell an empty name out. */
function withoutEmptyDetails(status: Status | undefined): unknown {
  if (status?.details === undefined) return status ?? 'accepted';
  return { ...status, details: Object.fromEntries(Object.entries(status.details).filter(([, value]) => value !== '')) };
}

interface Attempt {
  readonly arrange: Arrangement;
  readonly answer: unknown;
}

/** A cluster as the fact tells it, and the Status that the manifest is answered with there. */
function attempt({ when, manifest, status }: ValidationFact, before?: Manifest, request = requestOf(when)): Attempt {
  const around = arrangementFor(status?.message ?? '', manifest);
  const arrange: Arrangement = (terminal) => {
    around(terminal);
    if (before === undefined) return;
    must(create(terminal, before));
    settle(terminal, status?.message ?? '', before);
  };
  const terminal = new Terminal();
  arrange(terminal);
  return { arrange, answer: withoutEmptyDetails(request(terminal, manifest)) };
}

function refusal(fact: ValidationFact): Attempt {
  const { when, manifest, status } = fact;
  const isGone = status?.reason === 'NotFound';
  if ((when !== 'update' && when !== 'patch') || isGone) return attempt(fact);
  const possible = predecessors(manifest).filter((before) => create(new Terminal(), before) === undefined);
  const attempts = [update, patch].flatMap((request) => possible.map((before) => attempt(fact, before, request)));
  const expected = withoutEmptyDetails(status ?? undefined);
  return attempts.find(({ answer }) => isDeepStrictEqual(answer, expected)) ?? attempts[0] ?? attempt(fact);
}

/** What the API server says of mistakes, and what kubectl prints of that. */
export function validation(fact: ValidationFact): void {
  const { status, kubectl = {} } = fact;
  const { arrange, answer } = status == null ? { arrange: () => {}, answer: undefined } : refusal(fact);
  if (status != null) expect(answer).toEqual(withoutEmptyDetails(status));
  else expect(Object.keys(kubectl), 'what is said, by the server or kubectl').not.toEqual([]);
  for (const [command, printed] of Object.entries(kubectl)) {
    const terminal = new Terminal();
    arrange(terminal);
    terminal.files['m.yaml'] = JSON.stringify(fact.manifest);
    const [, verb = '', ...words] = command.split(' ');
    // The beginning of a command on the file, or a whole command that says what it is about.
    const isWhole = words.some((word) => !word.startsWith('--'));
    const { rc, stderr } = terminal.exec([verb, ...words, ...(isWhole ? [] : ['-f', 'm.yaml'])]);
    expect({ rc, stderr: stderr.replace(/^Warning: resource .*\n/, '') }, command).toEqual(printed);
  }
}
