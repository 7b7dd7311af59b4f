import type { ReplicaSet } from '../engine/index.ts';
import type { RevisionMark } from './picture.ts';

/** How many colours revisions go round in; neighbours always differ. */
const colours = 5;

/** The revision that the Deployment controller wrote on a ReplicaSet; undefined on one without a Deployment. */
export function revisionMark(replicaSet: ReplicaSet): RevisionMark | undefined {
  const text = replicaSet.metadata.annotations?.['deployment.kubernetes.io/revision'];
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  const number = Number(text);
  return { number, colour: (number + colours - 1) % colours };
}

/** Whether two marks look the same. */
export function sameMark(a: RevisionMark | undefined, b: RevisionMark | undefined): boolean {
  return a?.number === b?.number;
}
