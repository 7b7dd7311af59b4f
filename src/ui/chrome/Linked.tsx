import { Fragment } from 'react';
import type { ReactNode } from 'react';
import type { ObjectRef } from '../../scene/index.ts';
import { useSession } from './session-context.ts';

/** A sentence in which what it names can be gone to; what it does not name by itself stands behind it. */
export function Linked({ text, refs }: { text: string; refs: readonly ObjectRef[] }) {
  const session = useSession();
  const link = (ref: ObjectRef) => (
    <button key={ref.uid} type="button" className="link" onClick={() => session.select(ref)}>
      {ref.name}
    </button>
  );
  const parts: ReactNode[] = [];
  const unnamed: ObjectRef[] = [];
  let rest = text;
  for (const { ref, at } of refs.map((each) => ({ ref: each, at: placeOfName(text, each.name) })).toSorted(byPlace)) {
    const start = at - (text.length - rest.length);
    if (at < 0 || start < 0) {
      unnamed.push(ref);
      continue;
    }
    parts.push(rest.slice(0, start), link(ref));
    rest = rest.slice(start + ref.name.length);
  }
  return (
    <>
      {parts}
      {rest}
      {unnamed.map((ref) => (
        <Fragment key={ref.uid}> {link(ref)}</Fragment>
      ))}
    </>
  );
}

function byPlace(a: { readonly at: number }, b: { readonly at: number }): number {
  return a.at - b.at;
}

/** Where a text has a name as a whole word; -1: nowhere. */
function placeOfName(text: string, name: string): number {
  const isPart = (character: string | undefined): boolean => character !== undefined && /[\w-]/.test(character);
  let at = text.indexOf(name);
  while (at >= 0 && (isPart(text[at - 1]) || isPart(text[at + name.length]))) at = text.indexOf(name, at + 1);
  return at;
}
