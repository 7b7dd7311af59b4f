import type { Decision } from '../../engine/index.ts';
import { showsNamespace } from '../../scene/index.ts';
import { isBookkeeping, type Session } from '../../session/index.ts';

/** A moment at which the cluster or a person decided something that the picture shows. */
export interface Step {
  /** Virtual, ms since the epoch. */
  readonly time: number;
  readonly decisions: readonly Decision[];
}

/** Decisions that are looked through for steps to go back to. */
const MOST_DECISIONS = 4000;
/** A cluster that decides nothing for so long rests; virtual ms. */
const REST_MS = 60_000;

/** What the picture draws; of namespaces, certificates and accounts nobody in the room sees anything. */
const drawn: ReadonlySet<string> = new Set([
  'pods',
  'nodes',
  'services',
  'deployments',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'horizontalpodautoscalers',
]);

/** Whether a room that looks at these namespaces sees something of a decision. */
function isStep({ state }: Session): (decision: Decision) => boolean {
  return (decision) => {
    const { actor, code, subject } = decision;
    const [resource = '', namespace = ''] = subject.split('/');
    if (actor === 'user') return true;
    // A pod that is bound is taken on by the kubelet of its node: that is one step.
    if (isBookkeeping(decision) || code.startsWith('write.') || code === 'kubelet.admitted') return false;
    return drawn.has(resource) && (namespace === '' || showsNamespace(state.namespaces, namespace));
  };
}

/**
 * All steps of the history that is being lived, also those after the moment looked at; oldest first. They begin with what
 * a person did first: that the cluster came to be is no step.
 */
export function stepsOf(session: Session): readonly Step[] {
  const decisions = session.cluster.decisionsSince(0).slice(-MOST_DECISIONS).filter(isStep(session));
  const first = decisions.findIndex((decision) => decision.actor === 'user');
  const steps: { time: number; decisions: Decision[] }[] = [];
  for (const decision of decisions.slice(Math.max(0, first))) {
    const last = steps.at(-1);
    if (last?.time === decision.time) last.decisions.push(decision);
    else steps.push({ time: decision.time, decisions: [decision] });
  }
  return steps;
}

/** Which step is on the screen; -1 before the first. */
export function indexAt(steps: readonly Step[], now: number): number {
  return steps.findLastIndex((step) => step.time <= now);
}

/** Goes to the next step: of what has happened, else on until something does. False when the cluster rests. */
export function goToNext(session: Session): boolean {
  const next = stepsOf(session).find((step) => step.time > session.state.now);
  if (next === undefined) return session.runUntil(isStep(session), REST_MS);
  session.setPlaying(false);
  session.look(next.time, true);
  return true;
}

/** Goes back to the step before the one on the screen. */
export function goToPrevious(session: Session): void {
  const steps = stepsOf(session);
  const previous = steps[indexAt(steps, session.state.now) - 1];
  session.setPlaying(false);
  if (previous !== undefined) session.look(previous.time);
}
