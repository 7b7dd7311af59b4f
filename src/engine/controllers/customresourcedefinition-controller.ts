import {
  acceptedNamesOf,
  CLEANUP_FINALIZER,
  definitionCondition,
  judgedStatus,
  withCondition,
} from '../api/custom-resources/accepted-names.ts';
import { specOf } from '../api/custom-resources/definition.ts';
import type { Change } from '../api/change.ts';
import type { Lister } from '../api/lister.ts';
import { ApiError } from '../api/status.ts';
import { toRFC3339 } from '../api/time.ts';
import type { Condition, GenericObject } from '../kinds/types/index.ts';
import { CUSTOM_RESOURCES } from './controller.ts';
import type { Controller, ControllerPort } from './controller.ts';

const DEFINITIONS = 'customresourcedefinitions';

/** A definition's names matter to all of its group. */
function concernedDefinitions({ object, type, name }: Change, lister: Lister): readonly string[] {
  const { group } = specOf(object as GenericObject);
  const others = lister.list(DEFINITIONS).filter((other) => specOf(other).group === group);
  const names = others.map(({ metadata }) => metadata.name);
  return type === 'DELETED' || names.includes(name) ? names : [...names, name];
}

function judge(definition: GenericObject, port: ControllerPort): void {
  const { group } = specOf(definition);
  const { name } = definition.metadata;
  const others = port.lister
    .list(DEFINITIONS)
    .filter((other) => specOf(other).group === group && other.metadata.name !== name);
  const status = judgedStatus(definition, others, toRFC3339(port.now));
  if (status === definition.status) return;
  const conflict = (status['conditions'] as readonly Condition[]).find(
    (condition) => condition.type === 'NamesAccepted' && condition.status === 'False',
  );
  const before = acceptedNamesOf(definition).kind === undefined;
  if (conflict !== undefined)
    port.decide('customResource.namesTaken', { name, reason: conflict.message ?? '' }, definition);
  else if (before) port.decide('customResource.established', { name }, definition);
  port.client.updateStatus(DEFINITIONS, { ...definition, status });
}

/** Deletes the objects of a kind that goes, then lets its definition go (pkg/controller/finalizer/crd_finalizer.go). */
function cleanUp(definition: GenericObject, port: ControllerPort): void {
  const { name, finalizers = [] } = definition.metadata;
  if (!finalizers.includes(CLEANUP_FINALIZER)) return;
  const objects: readonly GenericObject[] = port.lister.list(name);
  const fresh = objects.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (fresh.length > 0) {
    port.decide('customResource.deleteInstances', { name, count: fresh.length }, definition);
    const now = toRFC3339(port.now);
    const conditions = withCondition(
      (definition.status?.['conditions'] ?? []) as readonly Condition[],
      definitionCondition(
        'Terminating',
        'True',
        'InstanceDeletionInProgress',
        'CustomResource deletion is in progress',
        now,
      ),
    );
    port.client.updateStatus(DEFINITIONS, { ...definition, status: { ...definition.status, conditions } });
    for (const { metadata } of fresh) {
      try {
        port.client.delete(name, metadata.namespace ?? '', metadata.name);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status.code !== 404) throw error;
      }
    }
  }
  if (port.lister.list(name).length > 0) return;
  const left = finalizers.filter((each) => each !== CLEANUP_FINALIZER);
  port.client.patch(DEFINITIONS, '', name, { metadata: { finalizers: left.length === 0 ? null : left } });
}

/**
 * Accepts the names of definitions, and empties those that are being deleted (apiextensions-apiserver pkg/controller:
 * status, establish, finalizer). Keys are names of definitions, which are also the store's names of their resources.
 *
 * Decisions:
 * | code | params |
 * | --- | --- |
 * | `customResource.established` | name (of the definition): its kind is served from now on |
 * | `customResource.namesTaken` | name, reason (API text): another definition has one of its names |
 * | `customResource.deleteInstances` | name, count (of objects): the definition is being deleted, so they go |
 */
export const customResourceDefinitionController: Controller = {
  name: 'customresourcedefinition-controller',
  watches: [
    { resource: DEFINITIONS, keys: concernedDefinitions },
    { resource: CUSTOM_RESOURCES, keys: ({ type, resource }) => (type === 'DELETED' ? [resource] : []) },
  ],
  reconcile(name, port) {
    const definition = port.lister.get(DEFINITIONS, '', name);
    if (definition === undefined) return;
    if (definition.metadata.deletionTimestamp !== undefined) cleanUp(definition, port);
    else judge(definition, port);
  },
};
