import type { KubeContext, KubectlState } from './env.ts';

/** What of a call tells its namespace. */
interface PlacedCall {
  env: { state: KubectlState };
  flags: { namespace: string; context: string };
}

/** The kubeconfig context that a call uses; undefined when there is none of that name. */
export function contextOf(state: KubectlState, name = state.currentContext): KubeContext | undefined {
  return state.contexts.find((context) => context.name === name);
}

/** The context that `--context` names; without it the current one. */
export function chosenContext(state: KubectlState, flag: string): KubeContext | undefined {
  return contextOf(state, flag === '' ? undefined : flag);
}

/** The namespace that a call works in, and whether it was given on the command line. */
export function namespaceOf(call: PlacedCall): { namespace: string; isExplicit: boolean } {
  const given = call.flags.namespace;
  if (given !== '') return { namespace: given, isExplicit: true };
  const context = chosenContext(call.env.state, call.flags.context);
  return { namespace: context?.namespace ?? 'default', isExplicit: false };
}
