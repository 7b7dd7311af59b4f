import type { GenericObject } from '../engine/index.ts';
import type { Call } from './command.ts';
import { boolFlag, type FlagDefinitions } from './flags.ts';

/** The annotation that `rollout history` shows. */
export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

export const recordFlags = {
  record: boolFlag(false, { deprecated: '--record will be removed in the future' }),
};

function valueText(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** The command as `--record` notes it: `kubectl apply --filename=web.yaml --record=true` (record_flags.go, parseCommandArguments). */
export function changeCauseOf(call: Call & { flags: { record: boolean } }, definitions: FlagDefinitions): string {
  const given = Object.keys({ ...definitions, ...call.flags })
    .filter((name) => call.changed(name))
    .toSorted();
  const values = call.flags as Readonly<Record<string, unknown>>;
  return [call.path, ...call.args, ...given.map((name) => `--${name}=${valueText(values[name])}`)].join(' ');
}

/** An object with its change cause noted. */
export function withChangeCause<T extends GenericObject>(object: T, cause: string): T {
  const annotations = { ...object.metadata.annotations, [CHANGE_CAUSE]: cause };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
