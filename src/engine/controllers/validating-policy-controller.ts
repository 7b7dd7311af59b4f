import { policySpec, readPolicy } from '../api/admission/policy-expressions.ts';
import type { MatchRule, ReadPolicy } from '../api/admission/policy-expressions.ts';
import { kindType } from '../api/admission/policy-types.ts';
import { builtinResources } from '../kinds/registry-data.ts';
import type { GenericObject } from '../kinds/types/index.ts';
import type { Controller, ControllerPort } from './controller.ts';

/*
 * Decisions, with their params:
 *   admissionPolicy.checked  name, warnings (how many of its expressions name what is not there)
 */

const POLICIES = 'validatingadmissionpolicies';

/** More kinds of one policy are not looked at (maxTypesToCheck). */
const MOST_KINDS = 10;

interface CheckedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** As Go prints it: `apps/v1, Kind=Deployment`. */
  readonly text: string;
}

function isNamed(words: readonly string[] | undefined): words is readonly string[] {
  return words !== undefined && words.every((word) => !word.includes('*'));
}

/** The kinds that a rule names; none when it has a wildcard anywhere, of which no type follows. */
function kindsOf({ apiGroups, apiVersions, resources }: MatchRule): CheckedKind[] {
  if (!isNamed(apiGroups) || !isNamed(apiVersions) || !isNamed(resources)) return [];
  return builtinResources
    .filter(
      ({ group, version, resource }) =>
        apiGroups.includes(group) && apiVersions.includes(version) && resources.includes(resource),
    )
    .map(({ group, version, kind }) => {
      const apiVersion = group === '' ? version : `${group}/${version}`;
      return { apiVersion, kind, text: `${group}/${version}, Kind=${kind}` };
    });
}

interface Warning {
  readonly fieldRef: string;
  readonly warning: string;
}

const PREFIX = 'compilation failed: ';

/** What is wrong with an expression for some of the kinds, as the type checker prints it. */
function warningsOf(policies: readonly (readonly [CheckedKind, ReadPolicy])[]): Warning[] {
  const byField = new Map<string, string[]>();
  for (const [{ text }, { validations, messages }] of policies) {
    for (const expression of [...validations, ...messages]) {
      if (expression === undefined || !('error' in expression.read)) continue;
      const { error } = expression.read;
      if (!error.startsWith(PREFIX)) continue;
      const field = `spec.${expression.field}`;
      byField.set(field, [...(byField.get(field) ?? []), `${text}: ${error.slice(PREFIX.length)}`]);
    }
  }
  return [...byField].map(([fieldRef, lines]) => ({ fieldRef, warning: lines.join('\n') }));
}

/** What is wrong with a policy's expressions for the kinds that it is for (validating/typechecking.go). */
function expressionWarningsOf(policy: GenericObject): Warning[] {
  const spec = policySpec(policy);
  const kinds = (spec.matchConstraints?.resourceRules ?? [])
    .flatMap(kindsOf)
    .toSorted((a, b) => (a.text < b.text ? -1 : 1))
    .slice(0, MOST_KINDS);
  const read = kinds.flatMap((kind) => {
    const type = kindType(kind.apiVersion, kind.kind);
    return type === undefined ? [] : [[kind, readPolicy(spec, type)] as const];
  });
  return warningsOf(read);
}

function reconcile(key: string, { lister, client, decide }: ControllerPort): void {
  const policy = lister.get(POLICIES, '', key);
  const observedGeneration = policy?.metadata.generation;
  if (policy === undefined || policy.status?.['observedGeneration'] === observedGeneration) return;
  const expressionWarnings = expressionWarningsOf(policy);
  decide('admissionPolicy.checked', { name: key, warnings: expressionWarnings.length }, policy);
  const typeChecking = expressionWarnings.length === 0 ? {} : { expressionWarnings };
  client.updateStatus(POLICIES, { ...policy, status: { observedGeneration, typeChecking } });
}

/** Tells in the status of each policy which of its expressions name what is not there (pkg/controller/validatingadmissionpolicystatus). */
export const validatingPolicyController: Controller = {
  name: 'validatingadmissionpolicy-status-controller',
  watches: [{ resource: POLICIES, keys: ({ name, type }) => (type === 'DELETED' ? [] : [name]) }],
  reconcile,
};
