import type { GenericObject } from '../../kinds/types/index.ts';
import { servedKind } from '../catalog.ts';
import { COST_BUDGET, OUT_OF_BUDGET, toldMessage } from '../cel/index.ts';
import type { Activation, Outcome, Value } from '../cel/index.ts';
import { plainValue } from '../custom-resources/rule-types.ts';
import type { Lister } from '../lister.ts';
import { requester } from '../requester.ts';
import { labelSelectorMatches } from '../selectors.ts';
import { ApiError, forbidden } from '../status.ts';
import type { Status } from '../status.ts';
import { policyPrograms, policySpec } from './policy-expressions.ts';
import type { MatchResources, PolicyValidation, Read, ReadPolicy } from './policy-expressions.ts';
import { matchesResources, subjectOf } from './policy-matching.ts';
import type { Judged } from './policy-matching.ts';

/** Follows apiserver pkg/admission/plugin/policy/validating: dispatcher.go and validator.go. */

const POLICIES = 'validatingadmissionpolicies';
const BINDINGS = 'validatingadmissionpolicybindings';

interface BindingSpec {
  readonly policyName?: string;
  readonly paramRef?: ParamRef;
  readonly matchResources?: MatchResources;
  readonly validationActions?: readonly string[];
}

interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: object;
  readonly parameterNotFoundAction?: string;
}

interface Denial {
  readonly message: string;
  readonly reason?: string;
}

/** Why a policy denies a write; `by`: the policy and the binding that asked it. */
interface Decision extends Denial {
  readonly by: string;
}

/** What a binding does with a denial; validation lets none have both. */
type Action = 'Deny' | 'Warn';

const CODES: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
};

class ConfigurationError extends Error {}

/** Whom a write comes from: the person, or the controller that owns the object. */
function userOf(object: GenericObject | undefined, isRequested: boolean): Value {
  const owner = object?.metadata.ownerReferences?.find(({ controller }) => controller === true);
  const name = owner?.kind === 'DaemonSet' ? 'daemon-set' : owner?.kind.toLowerCase();
  const account = name === undefined ? 'generic-garbage-collector' : `${name}-controller`;
  return plainValue(
    isRequested
      ? requester
      : {
          username: `system:serviceaccount:kube-system:${account}`,
          groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
        },
  );
}

function requestValue(
  { served: { info }, operation, subresource = '', object, old }: Judged,
  isRequested: boolean,
  dryRun: boolean,
): Value {
  const { group, version, kind, resource } = info;
  const subject = subjectOf({ object, old });
  const [ofKind, ofResource] = [plainValue({ group, version, kind }), plainValue({ group, version, resource })];
  return new Map<Value, Value>([
    ['kind', ofKind],
    ['resource', ofResource],
    ['subResource', subresource],
    ['requestKind', ofKind],
    ['requestResource', ofResource],
    ['requestSubResource', subresource],
    ['name', subject?.metadata.name ?? ''],
    ['namespace', info.kind === 'Namespace' ? (subject?.metadata.name ?? '') : (subject?.metadata.namespace ?? '')],
    ['operation', operation],
    ['userInfo', userOf(subject, isRequested)],
    ['dryRun', dryRun],
  ]);
}

function namespaceValue(judged: Judged, lister: Lister): Value {
  const { info } = judged.served;
  const name = info.namespaced ? (subjectOf(judged)?.metadata.namespace ?? '') : '';
  const namespace = name === '' ? undefined : lister.get('namespaces', '', name);
  return namespace === undefined ? null : plainValue(namespace);
}

/** The parameters that a binding names; one that is undefined for a policy that has none (generic.CollectParams). */
function paramsOf(
  policy: GenericObject,
  { paramRef }: BindingSpec,
  judged: Judged,
  lister: Lister,
): (Value | undefined)[] {
  const { paramKind } = policySpec(policy);
  if (paramKind === undefined) return [undefined];
  if (paramRef === undefined) return [null];
  const { apiVersion = '', kind = '' } = paramKind;
  const served = servedKind({ apiVersion, kind }, lister);
  if (served === undefined) {
    throw new ConfigurationError(`paramKind kind \`${apiVersion}, Kind=${kind}\` not known`);
  }
  const wanted = paramRef.namespace ?? '';
  if (!served.info.namespaced && wanted !== '') {
    throw new ConfigurationError('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
  }
  const own = judged.served.info.namespaced ? (subjectOf(judged)?.metadata.namespace ?? '') : '';
  const namespace = served.info.namespaced ? wanted || own : '';
  if (served.info.namespaced && namespace === '') {
    throw new ConfigurationError(
      'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
    );
  }
  const { name = '', selector } = paramRef;
  const all = (
    name === '' ? lister.list(served.table, namespace) : [lister.get(served.table, namespace, name)]
  ) as readonly (GenericObject | undefined)[];
  const params = all.filter(
    (each) => each !== undefined && (name !== '' || labelSelectorMatches(selector, each.metadata.labels)),
  );
  if (params.length === 0 && paramRef.parameterNotFoundAction === 'Deny') {
    throw new ConfigurationError('no params found for policy binding with `Deny` parameterNotFoundAction');
  }
  return params.map(plainValue);
}

/** One question to a policy: what was written, with one set of parameters. */
class Evaluation {
  private readonly programs: ReadPolicy;
  private readonly validations: readonly PolicyValidation[];
  private readonly variables = new Map<string, Value>();
  private readonly names: Activation;
  private budget = COST_BUDGET;

  constructor(policy: GenericObject, names: Activation) {
    this.programs = policyPrograms(policy);
    this.validations = policySpec(policy).validations ?? [];
    this.names = names;
    // Each is there for those after it.
    (policySpec(policy).variables ?? []).forEach(({ name = '' }, at) => {
      const read = this.programs.variables[at]?.read;
      const outcome = read === undefined ? undefined : this.run(read);
      if (outcome !== undefined && 'value' in outcome) this.variables.set(name, outcome.value);
    });
  }

  private readonly lookUp: Activation = (name) => (name === 'variables' ? this.variables : this.names(name));

  private run(read: Read): Outcome {
    if ('error' in read) return { error: `compilation error: ${read.error}`, cost: 0 };
    if (this.budget >= 0) {
      const outcome = read.run(this.lookUp);
      this.budget -= outcome.cost;
      if (this.budget >= 0) return outcome;
    }
    return { error: OUT_OF_BUDGET, cost: 0 };
  }

  /** Whether the policy is for this write at all, or why nobody knows. */
  matches(): boolean | { readonly error: string } {
    let failure: string | undefined;
    for (const { read, expression } of this.programs.matchConditions) {
      const outcome = this.run(read);
      if ('error' in outcome) failure ??= `expression '${expression}' resulted in error: ${outcome.error}`;
      else if (outcome.value !== true) return false;
    }
    return failure === undefined ? true : { error: failure };
  }

  denials(failsOpen: boolean): Denial[] {
    return this.programs.validations.flatMap(({ read, expression }, at) => {
      const outcome = this.run(read);
      if ('error' in outcome) {
        return failsOpen ? [] : [{ message: `expression '${expression}' resulted in error: ${outcome.error}` }];
      }
      if (outcome.value === true) return [];
      const { reason } = this.validations[at] ?? {};
      return [{ message: this.message(at), ...(reason !== undefined && { reason }) }];
    });
  }

  private message(at: number): string {
    const { message = '', expression = '' } = this.validations[at] ?? {};
    const asked = this.programs.messages[at];
    const told = toldMessage(asked === undefined ? undefined : this.run(asked.read));
    if (told !== undefined) return told;
    return message.trim() === '' ? `failed expression: ${expression.trim()}` : message.trim();
  }
}

/** Where a write is judged, and whether it is a person's. */
interface World {
  readonly lister: Lister;
  readonly isRequested: boolean;
  readonly dryRun: boolean;
}

/** What the expressions of all policies can name of a write, each made when the first of them names it. */
function namesOf(judged: Judged, { lister, isRequested, dryRun }: World): Activation {
  const makers: Readonly<Record<string, () => Value>> = {
    object: () => plainValue(judged.object),
    oldObject: () => plainValue(judged.old),
    request: () => requestValue(judged, isRequested, dryRun),
    namespaceObject: () => namespaceValue(judged, lister),
  };
  const made = new Map<string, Value>();
  return (name) => {
    const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
    if (make !== undefined && !made.has(name)) made.set(name, make());
    return made.get(name);
  };
}

function* decisionsOf(
  policy: GenericObject,
  judged: Judged,
  names: Activation,
  lister: Lister,
  action: Action,
): Iterable<Decision> {
  const spec = policySpec(policy);
  const failsOpen = spec.failurePolicy === 'Ignore';
  if (!matchesResources(spec.matchConstraints ?? {}, judged, lister)) return;
  for (const binding of lister.list(BINDINGS)) {
    const bound: BindingSpec = binding.spec ?? {};
    if (bound.policyName !== policy.metadata.name) continue;
    if (!matchesResources(bound.matchResources ?? {}, judged, lister)) continue;
    const by = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
    try {
      const all = paramsOf(policy, bound, judged, lister);
      if (bound.validationActions?.includes(action) !== true) continue;
      for (const params of all) {
        const evaluation = new Evaluation(policy, (name) => (name === 'params' ? params : names(name)));
        const matches = evaluation.matches();
        if (typeof matches === 'object') {
          if (!failsOpen) yield { message: matches.error, by };
          continue;
        }
        if (!matches) continue;
        for (const denial of evaluation.denials(failsOpen)) yield { ...denial, by };
      }
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      // What the binding would do with a denial counts for nothing then.
      if (!failsOpen && action === 'Deny') yield { message: `failed to configure binding: ${error.message}`, by };
    }
  }
}

/** Why policies deny a write, of the bindings that do one thing about it. */
function* decisions(judged: Judged, world: World, action: Action): Iterable<Decision> {
  // Who could write no policy any more could not take it away either.
  if (judged.served.info.group === 'admissionregistration.k8s.io') return;
  if (world.lister.list(BINDINGS).length === 0) return;
  const names = namesOf(judged, world);
  for (const policy of world.lister.list(POLICIES)) yield* decisionsOf(policy, judged, names, world.lister, action);
}

/** Throws the `ApiError` that policies answer a write with which they deny. */
export function judgeByPolicies(judged: Judged, world: World): void {
  for (const { by, message, reason = 'Invalid' } of decisions(judged, world, 'Deny')) {
    const text = `${by} denied request: ${message}`;
    const { status } = forbidden(judged.served.info, subjectOf(judged)?.metadata.name ?? '', text);
    throw new ApiError({
      ...status,
      reason: reason as NonNullable<Status['reason']>,
      code: CODES[reason] ?? 422,
      details: { ...status.details, causes: [{ message: text }] },
    });
  }
}

/** What policies warn whoever asked for a write of. */
export function policyWarnings(judged: Judged, world: World): string[] {
  return Array.from(decisions(judged, world, 'Warn'), ({ by, message }) => `Validation failed for ${by}: ${message}`);
}
