import { expect } from 'vitest';
import type { Event } from '../../../src/engine/index.ts';
import { eventStories } from './event-stories.ts';

interface EventFact {
  /** A kind; `Pod container` is about one container of a pod. */
  readonly involved: string;
  readonly type: string;
  readonly reason: string;
  /** With `<...>` for what varies. */
  readonly message: string;
  readonly from: string;
}

/**
 * What varies in a message: placeholders, the rest of an enumeration, random ends of names, and in examples whatever is
 * counted or measured, addresses of pods among it.
 */
const VARIABLE = /<[^>]+>|,? ?\.\.\. ?|x{5}|\d+(?:\.\d+)*(?::\d+)?(?:[KMG]i|m?s\b)?/;

/** Whether a message is one of a template's. */
function isLike(message: string, template: string): boolean {
  const pieces = template.split(VARIABLE);
  let rest = message;
  for (const [index, piece] of pieces.entries()) {
    const at = index === pieces.length - 1 ? rest.lastIndexOf(piece) : rest.indexOf(piece);
    if (at < 0 || (index === 0 && at > 0)) return false;
    rest = rest.slice(at + piece.length);
  }
  return rest === '' || pieces.at(-1) === '';
}

let told: readonly Event[] | undefined;

/** All that is told in clusters in which everything happens that can; asked for once, for it is the same for every case. */
function allEvents(): readonly Event[] {
  told ??= eventStories.flatMap((story) => story().cluster.live.list('events'));
  return told;
}

/** What a person reads in `kubectl describe` and `kubectl get events`. */
export function events({ involved, type, reason, message, from }: EventFact): void {
  const [kind, part] = involved.split(' ');
  const alike = allEvents().filter(
    (event) =>
      event.involvedObject.kind === kind &&
      (part === undefined) === (event.involvedObject.fieldPath === undefined) &&
      event.type === type &&
      event.reason === reason &&
      isLike(event.source.component ?? '', from),
  );
  const messages = [...new Set(alike.map((event) => event.message))];
  expect(
    messages.filter((text) => isLike(text, message)),
    `of ${messages.join('\n')}`,
  ).not.toEqual([]);
}
