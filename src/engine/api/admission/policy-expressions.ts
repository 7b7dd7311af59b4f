import { compile, typeText } from '../cel/index.ts';
import type { CelType, Program, Scope } from '../cel/index.ts';
import type { GenericObject } from '../../kinds/types/index.ts';
import { policyScope } from './policy-types.ts';

/** What a ValidatingAdmissionPolicy says, as far as it is acted upon; any part may be missing (admissionregistration/v1). */
export interface PolicySpec {
  readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string };
  readonly matchConstraints?: MatchResources;
  readonly validations?: readonly PolicyValidation[];
  readonly failurePolicy?: string;
  readonly matchConditions?: readonly { readonly name?: string; readonly expression?: string }[];
  readonly variables?: readonly { readonly name?: string; readonly expression?: string }[];
  readonly auditAnnotations?: readonly { readonly key?: string; readonly valueExpression?: string }[];
}

export interface PolicyValidation {
  readonly expression?: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
}

export interface MatchResources {
  readonly matchPolicy?: string;
  readonly namespaceSelector?: object;
  readonly objectSelector?: object;
  readonly resourceRules?: readonly MatchRule[];
  readonly excludeResourceRules?: readonly MatchRule[];
}

export interface MatchRule {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly operations?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: string;
}

export function policySpec({ spec = {} }: GenericObject): PolicySpec {
  return spec;
}

/** An expression of a policy that was read, or what is wrong with it. */
export type Read = Program | { readonly error: string };

/** Where an expression stands below `spec`, and its text. */
export interface ReadExpression {
  readonly field: string;
  readonly expression: string;
  readonly read: Read;
}

function typed(read: Read, allowed: readonly string[]): Read {
  if ('error' in read || allowed.length === 0 || allowed.includes(typeText(read.type))) return read;
  const wanted = allowed.length === 1 ? allowed.join('') : `one of [${allowed.join(' ')}]`;
  return { error: `must evaluate to ${wanted}` };
}

/** The expressions of a policy, each with what became of it; `object`: the type of what it judges, where that is known. */
export interface ReadPolicy {
  readonly matchConditions: readonly ReadExpression[];
  readonly variables: readonly ReadExpression[];
  readonly validations: readonly ReadExpression[];
  readonly messages: readonly (ReadExpression | undefined)[];
  readonly auditAnnotations: readonly ReadExpression[];
}

export function readPolicy(spec: PolicySpec, object?: CelType): ReadPolicy {
  const hasParams = spec.paramKind !== undefined;
  const known = new Map<string, CelType>();
  const scope = (): Scope => policyScope(hasParams, known, object);
  const expressionAt = (field: string, expression: string, types: readonly string[]): ReadExpression => ({
    field,
    expression,
    read: typed(compile(expression, scope()), types),
  });
  const conditions = (spec.matchConditions ?? []).map(({ expression = '' }, at) =>
    expressionAt(`matchConditions[${at}].expression`, expression.trim(), ['bool']),
  );
  const variables = (spec.variables ?? []).map(({ name = '', expression = '' }, at) => {
    const found = expressionAt(`variables[${at}].expression`, expression, []);
    // Later ones may name it even when it is wrong: that is told of it alone.
    known.set(name, 'error' in found.read ? { kind: 'dyn' } : found.read.type);
    return found;
  });
  const validations = spec.validations ?? [];
  return {
    matchConditions: conditions,
    variables,
    validations: validations.map(({ expression = '' }, at) =>
      expressionAt(`validations[${at}].expression`, expression, ['bool']),
    ),
    messages: validations.map(({ messageExpression = '' }, at) =>
      messageExpression.trim() === ''
        ? undefined
        : expressionAt(`validations[${at}].messageExpression`, messageExpression, ['string']),
    ),
    auditAnnotations: (spec.auditAnnotations ?? []).map(({ valueExpression = '' }, at) =>
      expressionAt(`auditAnnotations[${at}].valueExpression`, valueExpression.trim(), ['string', 'null']),
    ),
  };
}

const read = new WeakMap<object, ReadPolicy>();

/** The expressions of a policy as they are evaluated: without types of what is judged. */
export function policyPrograms(policy: GenericObject): ReadPolicy {
  const { spec = {} } = policy;
  const known = read.get(spec);
  if (known !== undefined) return known;
  const found = readPolicy(spec);
  read.set(spec, found);
  return found;
}
