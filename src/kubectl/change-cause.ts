import type { GenericObject } from '../engine/index.ts';
import type { Call } from './command.ts';
import { boolFlag } from './flags.ts';

/** The annotation that `rollout history` shows. */
export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

export const recordFlags = {
  record: boolFlag(false, { deprecated: '--record will be removed in the future' }),
};

/** The command as `--record` notes it: `kubectl apply --filename=web.yaml --record=true` (record_flags.go, parseCommandArguments). */
export function changeCauseOf({ path, args, given }: Pick<Call, 'path' | 'args' | 'given'>): string {
  return [path, ...args, ...given.map(({ name, text }) => `--${name}=${text}`)].join(' ');
}

/** An object with its change cause noted. */
export function withChangeCause<T extends GenericObject>(object: T, cause: string): T {
  const annotations = { ...object.metadata.annotations, [CHANGE_CAUSE]: cause };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
